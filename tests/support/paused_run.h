/// A run of the scripted policy that stands still in the middle of a step, for tests of what people do to it, and what
/// an audit finds in it afterwards.
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

#include "core/session/rule_trial.h"
#include "core/session/undo.h"
#include "core/store/digest.h"
#include "tests/support/audited_run.h"
#include "tests/support/killed_workspace.h"

namespace azr::test {

using namespace azr::session;

inline constexpr int kTimeout = 60000;
inline constexpr const char* kEven = R"(program ~ "[02468]$" and origin = model)";

/// Small buffers: tasks must leave.
inline config::RunConfig narrowRun(int steps) {
    config::RunConfig config = sessionRun(steps);
    config.buffer.capacity = 8;
    return config;
}

inline StartRequest requestOf(const config::RunConfig& config) {
    StartRequest request;
    request.config = config;
    return request;
}

inline store::TaskQuery bufferQuery(const std::string& kind) {
    store::TaskQuery query;
    query.filter.run = RunId{1};
    query.filter.buffer = kind;
    query.order = {{store::TaskSort::Id, false}};
    return query;
}

/// A run that stands in the middle of one of its first steps, always in the same place; or at another completion.
struct Paused {
    explicit Paused(const config::RunConfig& config, const std::function<void(SessionParts&)>& change = {},
                    int completion = 150)
        : gate({completion}), session(openedSession(folder, partsWith(change))) {
        if (!session->start(requestOf(config))) qFatal("the run does not start");
        if (!gate.reached()) qFatal("the run does not come so far");
        (void)session->post(Pause{});
        gate.letGo();
        if (!waitFor(*session, RunState::Paused)) qFatal("the run does not pause");
        reader = readerOf(*session);
        catchUp();
    }
    /// Rows are committed in their order: with this note everything before it stands in the database.
    void catchUp() {
        const std::string note = "caught up " + std::to_string(++notes);
        if (!session->post(SetNote{{{}, RunId{1}}, note, {}})) qFatal("no note");
        if (!QTest::qWaitFor([&] { return reader->run(RunId{1})->note == note; }, kTimeout)) qFatal("no row");
    }
    /// Ends the run after `step` and tells its weights and completions there: equal for runs that train the same.
    std::string trainedTo(int step) {
        goOn(step - reader->run(RunId{1})->lastStep);
        end();
        std::string all;
        for (const auto found = reader->checkpoints(RunId{1}, true); const auto& row : *found)
            if (row.step == step) all += row.weightsHash;
        for (const auto found = reader->attemptsOfStep(RunId{1}, step); const auto& row : *found) all += row.completion;
        return all;
    }
    CommandId applied(const Command& command) {
        const auto id = session->post(command);
        if (!id) qFatal("%s", describe(id.error()).c_str());
        settle(*id);
        return *id;
    }
    CommandId takenBack(CommandId command) {
        const auto id = session->takeBack(command);
        if (!id) qFatal("%s", describe(id.error()).c_str());
        settle(*id);
        return *id;
    }
    void settle(CommandId id) {
        const auto settled = [&] {
            const auto row = reader->command(id);
            return row && row->status != "pending";
        };
        if (!QTest::qWaitFor(settled, kTimeout)) qFatal("a command is not answered");
    }
    [[nodiscard]] std::string answer(CommandId id) { return answerOf(*reader, id); }
    [[nodiscard]] store::TaskRow oldest(const std::string& kind = "deduction") {
        return reader->tasks(bufferQuery(kind))->rows.at(0);
    }
    [[nodiscard]] std::vector<std::int64_t> content(const std::string& kind = "deduction") {
        std::vector<std::int64_t> tasks;
        for (const auto found = reader->tasks(bufferQuery(kind)); const auto& row : found->rows)
            tasks.push_back(row.id.value);
        return tasks;
    }
    /// Ends the run `more` steps after where it stands.
    void goOn(int more) {
        catchUp();
        const int last = reader->run(RunId{1})->lastStep + more;
        for (int step = reader->run(RunId{1})->lastStep; step < last; ++step) {
            (void)session->post(StepOnce{});
            if (!QTest::qWaitFor([&] { return reader->run(RunId{1})->lastStep > step; }, kTimeout)) qFatal("no step");
            if (!waitFor(*session, RunState::Paused)) qFatal("the run does not pause");
        }
    }
    void end() {
        session->stop();
        reader = readerOf(*session);
    }
    [[nodiscard]] SessionParts partsWith(const std::function<void(SessionParts&)>& change) {
        SessionParts parts = scriptedParts([this] { gate(); });
        if (change) change(parts);
        return parts;
    }
    /// The workspace as a kill would leave it now.
    void copyInto(const QTemporaryDir& killed) const {
        copyAsKilled(session->workspace(), killed.path().toStdString());
    }

    QTemporaryDir folder;
    Gate gate;
    int notes = 0;
    std::unique_ptr<Session> session;
    std::unique_ptr<store::Reader> reader;
};

/// Lets a run go on to its end, with so many steps in all.
inline void trainOn(Session& session, RunId run, std::optional<int> steps = {}) {
    StartRequest request;
    request.resume = run;
    request.steps = steps;
    if (const auto started = session.start(request); !started) qFatal("%s", describe(started.error()).c_str());
    if (waitFor(session, RunState::Finished)) return;
    const auto row = readerOf(session)->run(run);
    qFatal("%s", row ? row->message.c_str() : "the run has no row");
}

/// A workspace as a crash would leave it at this moment, opened again.
class Killed {
  public:
    explicit Killed(Paused& run) {
        run.catchUp();
        run.copyInto(m_folder);
        session = openedSession(m_folder);
        reader = readerOf(*session);
    }

  private:
    QTemporaryDir m_folder;

  public:
    std::unique_ptr<Session> session;
    std::unique_ptr<store::Reader> reader;
};

inline config::RunConfig forkableRun(int steps) {
    config::RunConfig config = narrowRun(steps);
    config.checkpoint.everySteps = 1;
    config.checkpoint.keepLast = 20;
    return config;
}

/// Opens what a kill left behind and lets the run go on to the end of this step; null where it does not come so far.
inline std::unique_ptr<Session> goneOn(const QTemporaryDir& killed, int step) {
    auto session = openedSession(killed);
    StartRequest request;
    request.resume = RunId{1};
    request.steps = step;
    if (!session->start(request) || !waitFor(*session, RunState::Finished)) return nullptr;
    return session;
}

inline std::string findingsOf(const std::filesystem::path& folder, RunId run = RunId{1}) {
    audit::Ledger ledger;
    Control control;
    auto reader = store::Reader::open(folder / "azr.db");
    const audit::AuditParts parts{**reader, folder, {}};
    const auto outcome = audit::audit(parts, {run, 0, 1'000'000, 0, 1}, ledger, {}, control);
    if (!outcome) return describe(outcome.error());
    const QTemporaryDir scratch;
    const ReplayPlan again{run, 2, 1, 1'000'000, 1, folder, scratch.path().toStdString()};
    const Status replayed = replay(**reader, scriptedParts(), again, ledger, {}, control);
    if (!replayed) return describe(replayed.error());
    std::string text;
    for (int i = 0; i < audit::kCheckCount; ++i)
        if (const auto& first = ledger.tally(static_cast<audit::Check>(i)).first)
            text += std::string(audit::name(static_cast<audit::Check>(i))) + ": " + first->where + ": stored " +
                    first->stored + ", recomputed " + first->recomputed + "\n";
    return text;
}

}  // namespace azr::test
