/// The real Session on a scripted policy whose demo has small batches: what the window starts as the preset nano trains
/// as sessionRun(), so that a step takes a moment. Owner's thread.
#pragma once

#include <memory>
#include <utility>

#include "tests/support/scripted_session.h"

namespace azr::test {

class SmallDemo final : public session::Session {
  public:
    explicit SmallDemo(std::unique_ptr<session::Session> real) : m_real(std::move(real)) {}

    [[nodiscard]] const std::filesystem::path& workspace() const override { return m_real->workspace(); }
    [[nodiscard]] std::filesystem::path databasePath() const override { return m_real->databasePath(); }
    [[nodiscard]] bool readOnly() const override { return m_real->readOnly(); }
    [[nodiscard]] std::string lockHolder() const override { return m_real->lockHolder(); }
    [[nodiscard]] bool mayTakeOver() const override { return m_real->mayTakeOver(); }
    Status takeOver() override { return m_real->takeOver(); }
    void cancelCheck(std::uint64_t ticket) override { m_real->cancelCheck(ticket); }
    Result<RunId> start(const session::StartRequest& request) override {
        session::StartRequest small = request;
        if (request.config.preset == "nano" && !request.resume) small.config = sessionRun(100000);
        return m_real->start(small);
    }
    Result<CommandId> post(const session::Command& command) override { return m_real->post(command); }
    Result<CommandId> takeBack(CommandId command) override { return m_real->takeBack(command); }
    Result<std::vector<CommandId>> postTogether(const std::vector<session::Command>& commands,
                                                CommandId& act) override {
        return m_real->postTogether(commands, act);
    }
    Result<std::vector<CommandId>> takeBackTogether(const std::vector<CommandId>& commands, CommandId& act,
                                                    std::optional<Error>& refused) override {
        return m_real->takeBackTogether(commands, act, refused);
    }
    [[nodiscard]] Result<std::vector<CommandId>> nextAct(session::Direction direction) override {
        return m_real->nextAct(direction);
    }
    Result<std::uint64_t> check(const session::Draft& draft) override { return m_real->check(draft); }
    [[nodiscard]] std::optional<session::SeedRefusal> seedRefusal(const selfplay::Task& task) const override {
        return m_real->seedRefusal(task);
    }
    [[nodiscard]] std::vector<session::Notice> drain() override { return m_real->drain(); }
    [[nodiscard]] session::RunState state() const override { return m_real->state(); }
    [[nodiscard]] std::optional<RunId> currentRun() const override { return m_real->currentRun(); }
    [[nodiscard]] execution::ExecutorStats executorStats() const override { return m_real->executorStats(); }
    [[nodiscard]] std::optional<execution::SandboxReport> sandboxReport() const override {
        return m_real->sandboxReport();
    }
    void stop() override { m_real->stop(); }

  private:
    std::unique_ptr<session::Session> m_real;
};

}  // namespace azr::test
