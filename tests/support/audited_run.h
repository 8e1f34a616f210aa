/// Runs of the scripted policy for the audit, and copies of their databases in which one value was altered.
#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/audit/audit.h"
#include "core/session/checking/replay.h"
#include "core/store/database.h"
#include "tests/support/scripted_session.h"

namespace azr::test {

/// Waits until the run stands in that step, or behind it.
inline bool waitForStep(session::Session& session, int step) {
    bool there = false;
    const auto look = [&] {
        for (const auto& notice : session.drain())
            if (const auto* progress = std::get_if<session::Progress>(&notice)) there |= progress->step >= step;
        return there || session.state() == session::RunState::Finished;
    };
    return QTest::qWaitFor(look, 30000);
}

/// A finished run of `config` in a folder of its own; `meanwhile` is called once it works.
class AuditedRun {
  public:
    using Meanwhile = std::function<void(session::Session&)>;
    explicit AuditedRun(const config::RunConfig& config, const Meanwhile& meanwhile = {},
                        session::SessionParts parts = scriptedParts()) {
        auto session = session::openSession(
            folder(), [] {}, std::move(parts));
        if (!session) qFatal("%s", describe(session.error()).c_str());
        session::StartRequest request;
        request.config = config;
        if (const auto run = (*session)->start(request); !run) qFatal("%s", describe(run.error()).c_str());
        if (meanwhile) meanwhile(**session);
        if (!waitFor(**session, session::RunState::Finished)) qFatal("the run did not finish");
    }
    /// A workspace as it stood in the middle of a run, which then went on for so many steps in all;
    /// before that altered, and with these fields set.
    AuditedRun(const std::filesystem::path& cutOff, int steps, const std::string& sql = {},
               const std::vector<std::pair<std::string, std::string>>& set = {}) {
        std::filesystem::copy(
            cutOff, folder(),
            std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
        if (auto altered = store::Database::open(database(), store::Database::Mode::ReadWrite); !sql.empty())
            if (!altered || !altered->script(sql)) qFatal("the workspace cannot be altered");
        auto session = session::openSession(
            folder(), [] {}, scriptedParts());
        if (!session) qFatal("%s", describe(session.error()).c_str());
        session::StartRequest request;
        request.resume = RunId{1};
        request.steps = steps;
        request.set = set;
        if (const auto run = (*session)->start(request); !run) qFatal("%s", describe(run.error()).c_str());
        if (!waitFor(**session, session::RunState::Finished)) qFatal("the run did not finish");
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path database() const { return folder() / "azr.db"; }

  private:
    QTemporaryDir m_folder;
};

/// A copy of a run's database after some SQL.
class AlteredCopy {
  public:
    AlteredCopy(const AuditedRun& run, const std::string& sql) {
        std::filesystem::copy_file(run.database(), path());
        auto opened = store::Database::open(path(), store::Database::Mode::ReadWrite);
        if (!opened) qFatal("%s", describe(opened.error()).c_str());
        if (const auto done = opened->script(sql); !done) qFatal("%s", describe(done.error()).c_str());
    }
    [[nodiscard]] std::filesystem::path path() const { return m_folder.filePath("azr.db").toStdString(); }

  private:
    QTemporaryDir m_folder;
};

/// What a run is made with, and what an audit executes and repeats it with.
struct AuditWorld {
    std::function<session::SessionParts()> parts = [] { return scriptedParts(); };
    std::function<Result<std::unique_ptr<execution::Executor>>(const config::RunConfig&)> executor =
        [](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
        return std::make_unique<FakeExecutor>();
    };
};

struct Audited {
    audit::Ledger ledger;
    Result<audit::Outcome> outcome = audit::Outcome();
    Status replayed;
    std::vector<std::string> warnings;
    /// The names of the checks that found something, in their order: "reward metric".
    [[nodiscard]] std::string differing() const {
        std::string names;
        for (int i = 0; i < audit::kCheckCount; ++i)
            if (ledger.tally(static_cast<audit::Check>(i)).differences > 0)
                names += (names.empty() ? "" : " ") + std::string(audit::name(static_cast<audit::Check>(i)));
        return names;
    }
    /// Every first difference on a line of its own, for a failing test.
    [[nodiscard]] std::string findings() const {
        std::string text;
        for (int i = 0; i < audit::kCheckCount; ++i)
            if (const auto& first = ledger.tally(static_cast<audit::Check>(i)).first)
                text += "\n" + std::string(audit::name(first->check)) + ": " + first->where + ": stored " +
                        first->stored + ", recomputed " + first->recomputed;
        return text;
    }
};

inline constexpr int kEveryVerdict = 1'000'000;

/// Everything of the run, each verdict, and `replays` steps. `database`: of the run or an altered copy of it.
inline Audited audited(const AuditedRun& run, const std::filesystem::path& database, int replays = 0,
                       audit::Plan plan = {RunId{1}, 0, 1'000'000, kEveryVerdict, 1}, const AuditWorld& world = {}) {
    Audited result;
    Control control;
    auto reader = store::Reader::open(database);
    if (!reader) {
        result.outcome = tl::make_unexpected(reader.error());
        return result;
    }
    const audit::AuditParts parts{**reader, run.folder(), world.executor};
    result.outcome = audit::audit(parts, plan, result.ledger, {}, control);
    if (replays == 0) return result;
    const QTemporaryDir scratch;
    const session::ReplayPlan again{RunId{1}, replays,      std::max(1, plan.first),     plan.last,
                                    1,        run.folder(), scratch.path().toStdString()};
    result.replayed =
        session::replay(**reader, world.parts(), again, result.ledger,
                        {[&](const std::string& warning) { result.warnings.push_back(warning); }, {}}, control);
    return result;
}

}  // namespace azr::test
