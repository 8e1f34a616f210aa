/// A Session without training: a temporary workspace whose database the test fills, commands that are only recorded,
/// and notices that the test gives. UI thread alone.
#pragma once

#include <QTemporaryDir>
#include <memory>
#include <utility>
#include <vector>

#include "core/session/session.h"
#include "core/store/writer.h"

namespace azr::testing {

/// What a FakeSession was asked, and what it shall answer; outlives it.
struct FakeWorkspace {
    FakeWorkspace() { writer = std::move(*store::Writer::open(database(), {})); }

    [[nodiscard]] std::filesystem::path root() const { return folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path database() const { return root() / "azr.db"; }
    /// Gives notices and wakes the window.
    void tell(const session::Notice& notice) {
        notices.push_back(notice);
        if (wakeup) wakeup();
    }

    QTemporaryDir folder;
    std::unique_ptr<store::Writer> writer;
    session::RunState state = session::RunState::Idle;
    std::optional<RunId> run;
    bool readOnly = false;
    bool othersEnded = false;              // whoever trained here
    std::vector<std::uint64_t> cancelled;  // checks
    std::vector<session::Command> commands;
    std::vector<CommandId> takenBack;
    std::vector<session::StartRequest> starts;
    std::vector<session::Draft> drafts;
    std::vector<selfplay::Task> asked;
    std::vector<std::uint64_t> cancelledQuestions;
    std::vector<session::Silence> silences;
    std::vector<session::Notice> notices;
    std::optional<session::SeedRefusal> refusal;  // of every seed
    bool refusesPosts = false;
    std::optional<execution::SandboxReport> report;
    execution::ExecutorStats stats;
    session::Session::Wakeup wakeup;
};

class FakeSession final : public session::Session {
  public:
    explicit FakeSession(FakeWorkspace& workspace) : m_fake(workspace), m_root(workspace.root()) {}

    [[nodiscard]] const std::filesystem::path& workspace() const override { return m_root; }
    [[nodiscard]] std::filesystem::path databasePath() const override { return m_fake.database(); }
    [[nodiscard]] bool readOnly() const override { return m_fake.readOnly; }
    [[nodiscard]] std::string lockHolder() const override { return m_fake.readOnly ? "process 4711" : ""; }
    [[nodiscard]] bool mayTakeOver() const override { return m_fake.readOnly && m_fake.othersEnded; }
    Status takeOver() override {
        m_fake.readOnly = false;
        return {};
    }
    void cancelCheck(std::uint64_t ticket) override { m_fake.cancelled.push_back(ticket); }
    Result<RunId> start(const session::StartRequest& request) override {
        m_fake.starts.push_back(request);
        if (!m_fake.run) return fail(ErrorCode::Conflict, "no run was prepared");
        m_fake.state = session::RunState::Running;
        return *m_fake.run;
    }
    Result<CommandId> post(const session::Command& command) override {
        if (m_fake.refusesPosts) return fail(ErrorCode::Conflict, "no run is at work", "seed_task");
        m_fake.commands.push_back(command);
        return CommandId{static_cast<std::int64_t>(m_fake.commands.size())};
    }
    Result<CommandId> takeBack(CommandId command) override {
        m_fake.takenBack.push_back(command);
        return CommandId{static_cast<std::int64_t>(1000 + m_fake.takenBack.size())};
    }
    [[nodiscard]] Result<std::vector<CommandId>> nextAct(session::Direction) override {
        return std::vector<CommandId>{CommandId{}};
    }
    Result<std::uint64_t> check(const session::Draft& draft) override {
        m_fake.drafts.push_back(draft);
        return m_fake.drafts.size();
    }
    [[nodiscard]] std::optional<session::SeedRefusal> seedRefusal(const selfplay::Task&) const override {
        return m_fake.refusal;
    }
    Result<std::uint64_t> ask(const selfplay::Task& task) override {
        if (m_fake.state != session::RunState::Running)
            return fail(ErrorCode::Conflict, "no run trains in this window: there is no model to ask");
        m_fake.asked.push_back(task);
        return m_fake.asked.size();
    }
    void cancelQuestion(std::uint64_t ticket) override { m_fake.cancelledQuestions.push_back(ticket); }
    Status noteSilence(const session::Silence& silence) override {
        m_fake.silences.push_back(silence);
        return {};
    }
    [[nodiscard]] std::vector<session::Notice> drain() override { return std::exchange(m_fake.notices, {}); }
    [[nodiscard]] session::RunState state() const override { return m_fake.state; }
    [[nodiscard]] std::optional<RunId> currentRun() const override { return m_fake.run; }
    [[nodiscard]] execution::ExecutorStats executorStats() const override { return m_fake.stats; }
    [[nodiscard]] std::optional<execution::SandboxReport> sandboxReport() const override { return m_fake.report; }
    void stop() override { m_fake.state = session::RunState::Finished; }

  private:
    FakeWorkspace& m_fake;
    std::filesystem::path m_root;
};

/// For SessionBridge::open.
inline auto openerOf(FakeWorkspace& workspace) {
    return [&workspace](session::Session::Wakeup wakeup) -> Result<std::unique_ptr<session::Session>> {
        workspace.wakeup = std::move(wakeup);
        return std::make_unique<FakeSession>(workspace);
    };
}

}  // namespace azr::testing
