/// What a person does with a run, through the real Session on a scripted policy: start, pause, step, veto, seed, stop,
/// reopen, crash, resume.
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <csignal>
#include <thread>

#include "core/session/running/lock.h"
#include "core/store/digest.h"
#include "core/store/reader.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::answerOf;
using test::scriptedParts;
using test::sessionRun;
using test::waitFor;

namespace {

std::unique_ptr<Session> opened(const std::filesystem::path& folder, SessionParts parts = scriptedParts()) {
    auto session = openSession(
        folder, [] {}, std::move(parts));
    if (!session) qFatal("%s", describe(session.error()).c_str());
    return std::move(*session);
}

std::unique_ptr<store::Reader> readerOf(const std::filesystem::path& folder) {
    auto reader = store::Reader::open(folder / "azr.db");
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    return std::move(*reader);
}

StartRequest startRequest(int steps) {
    StartRequest request;
    request.config = sessionRun(steps);
    return request;
}

StartRequest resumeRequest(std::optional<int> steps = {}) {
    StartRequest request;
    request.resume = RunId{1};
    request.steps = steps;
    return request;
}

int finishedSteps(store::Reader& reader) {
    return reader.run(RunId{1})->lastStep;
}

/// Of a parked run, what stands once the writer has caught up: rows are committed in their order, and a note comes
/// last.
int settledSteps(Session& session, store::Reader& reader) {
    static int notes = 0;
    const std::string note = "caught up " + std::to_string(++notes);
    if (!session.post(SetNote{{{}, RunId{1}}, note, {}})) return -1;
    const auto caughtUp = [&] { return reader.run(RunId{1})->note == note; };
    return QTest::qWaitFor(caughtUp, 60000) ? finishedSteps(reader) : -1;
}

/// The digest of a run of `steps` in one go.
std::string digestInOneGo(int steps) {
    const QTemporaryDir folder;
    auto session = opened(folder.path().toStdString());
    if (!session->start(startRequest(steps)) || !waitFor(*session, RunState::Finished)) return "failed";
    return *store::runDigest(*readerOf(session->workspace()), RunId{1});
}

}  // namespace

class TestSession : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // First those that fork: a child of a process with threads may find a lock held for ever.
    void killedRunResumesBitForBit() {
        const QTemporaryDir folder;
        const std::filesystem::path workspace = folder.path().toStdString();
        killInStep(workspace, 4);
        const std::string whole = digestInOneGo(6);
        QVERIFY(whole.size() == 64);
        auto session = opened(workspace);
        {
            auto reader = readerOf(workspace);
            QCOMPARE(reader->run(RunId{1})->state, std::string("interrupted"));
            QCOMPARE(finishedSteps(*reader), 3);
            store::TaskFilter abandoned;
            abandoned.run = RunId{1};
            abandoned.status = "abandoned";
            QVERIFY(*reader->countTasks(abandoned) > 0);
        }
        const auto resumed = session->start(resumeRequest());
        QVERIFY2(resumed.has_value(), resumed ? "" : describe(resumed.error()).c_str());
        QVERIFY(waitFor(*session, RunState::Finished));
        auto reader = readerOf(workspace);
        QCOMPARE(finishedSteps(*reader), 6);
        QCOMPARE(reader->run(RunId{1})->resumes, 1);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), whole);
    }

    void commandsAfterTheCheckpointAreReplayed() {
        // Without checkpoints after step 0 everything from there on is done again, the command included.
        const auto request = [] {
            StartRequest start = startRequest(0);  // it may not end before it is paused
            start.config.checkpoint.everySteps = 0;
            start.config.checkpoint.everyMinutes = 1000;
            return start;
        };
        const QTemporaryDir folder;
        const std::filesystem::path workspace = folder.path().toStdString();
        const pid_t child = ::fork();
        if (child == 0) {
            auto session = opened(workspace);
            if (!session->start(request())) ::_exit(1);
            auto reader = readerOf(workspace);
            while (finishedSteps(*reader) < 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            (void)session->post(Pause{});
            while (session->state() != RunState::Paused) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            SeedTask command;
            command.task.program = "def f(x):\n    return x + 5000";
            command.task.input = "1";
            command.task.output = "5001";
            const auto id = session->post(command);
            while (!answerOf(*reader, *id).starts_with("applied"))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            ::raise(SIGKILL);
        }
        int status = 0;
        QVERIFY(::waitpid(child, &status, 0) == child && WIFSIGNALED(status));
        auto session = opened(workspace);
        auto reader = readerOf(workspace);
        const auto before = reader->commands(RunId{1}, 0, 0)->at(0);
        QCOMPARE(before.status, std::string("applied"));
        QVERIFY(session->start(resumeRequest(before.step + 4)).has_value());
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto after = reader->commands(RunId{1}, 0, 0)->at(0);
        QCOMPARE(after.status, std::string("applied"));
        QCOMPARE(after.step, before.step);
        QCOMPARE(after.answer, before.answer);  // the same task id
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.filter.text = "x + 5000";
        query.filter.step = after.step;
        const auto page = reader->tasks(query);
        const auto mine = [](const store::TaskRow& row) { return row.origin == "user"; };
        QCOMPARE(std::count_if(page->rows.begin(), page->rows.end(), mine), 1);
    }

    void aRunIsRecordedFromStartToEnd() {
        const QTemporaryDir folder;
        std::atomic<int> wakeups = 0;
        auto session = std::move(*openSession(
            folder.path().toStdString(), [&] { ++wakeups; }, scriptedParts()));
        QCOMPARE(session->state(), RunState::Idle);
        const auto run = session->start(startRequest(2));
        QVERIFY2(run.has_value(), run ? "" : describe(run.error()).c_str());
        QCOMPARE(readerOf(session->workspace())->run(*run)->id, *run);  // the row exists on return
        QVERIFY(!session->start(startRequest(2)).has_value());          // one at a time
        std::vector<Notice> seen;
        QVERIFY(waitFor(*session, RunState::Finished, &seen));
        QVERIFY(wakeups > 0);
        auto reader = readerOf(session->workspace());
        const auto row = reader->run(*run);
        QCOMPARE(row->state, std::string("finished"));
        QCOMPARE(row->lastStep, 2);
        QCOMPARE(row->torch, std::string("Script 1"));
        QCOMPARE(row->parameters, 42);
        QCOMPARE(row->baseHash, std::string("base"));
        QVERIFY(row->config.find("\"proposals_per_kind\"") != std::string::npos);
        QCOMPARE(reader->steps(*run, 0, 0)->size(), 2U);
        QVERIFY(!reader->attemptsOfStep(*run, 1)->empty());
        QCOMPARE(reader->bufferSizes(*run)->size(), 3U);
        QVERIFY(!reader->metricsOfStep(*run, 2)->empty());
        QVERIFY(!reader->checkpoints(*run, false)->empty());
        bool rows = false, running = false;
        for (const Notice& notice : seen) {
            rows |= std::holds_alternative<RowsChanged>(notice);
            const auto* state = std::get_if<StateChanged>(&notice);
            running |= state != nullptr && state->state == RunState::Running;
        }
        QVERIFY(rows && running);
    }

    void pauseParksAndStepLetsOneStepThrough() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(session->start(startRequest(0)).has_value());
        QVERIFY(waitFor(*session, RunState::Running));
        auto reader = readerOf(session->workspace());
        // Before the first step "one step" ends the seeding instead.
        QTRY_VERIFY_WITH_TIMEOUT(finishedSteps(*reader) > 0, 20000);
        QVERIFY(session->post(Pause{}).has_value());
        QVERIFY(waitFor(*session, RunState::Paused));
        // From the middle of a step to its end, then one whole step at a time.
        const int parked = settledSteps(*session, *reader);
        QVERIFY(session->post(StepOnce{}).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(finishedSteps(*reader), parked + 1, 20000);
        QVERIFY(waitFor(*session, RunState::Paused));
        const int before = settledSteps(*session, *reader);
        QCOMPARE(before, parked + 1);
        QVERIFY(session->post(StepOnce{}).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(finishedSteps(*reader), before + 1, 20000);
        QVERIFY(waitFor(*session, RunState::Paused));
        QCOMPARE(settledSteps(*session, *reader), before + 1);
        QVERIFY(session->post(Resume{}).has_value());
        QTRY_VERIFY_WITH_TIMEOUT(finishedSteps(*reader) > before + 2, 20000);
        session->stop();
        QCOMPARE(session->state(), RunState::Finished);
        QCOMPARE(reader->run(RunId{1})->state, std::string("stopped"));
    }

    void vetoAndSeedAreAnsweredWhilePaused() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(session->start(startRequest(0)).has_value());
        auto reader = readerOf(session->workspace());
        QTRY_VERIFY_WITH_TIMEOUT(finishedSteps(*reader) >= 1, 20000);
        QVERIFY(session->post(Pause{}).has_value());
        QVERIFY(waitFor(*session, RunState::Paused));

        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.buffer = "deduction";
        store::TaskQuery query;
        query.filter = filter;
        query.order = {{store::TaskSort::Id, false}};
        const auto seed = reader->tasks(query)->rows.at(0);  // from seeding: never trained
        const auto veto = session->post(VetoTask{seed.id, "dull"});
        QVERIFY(veto.has_value());
        QTRY_COMPARE_WITH_TIMEOUT(reader->task(seed.id)->task.status, std::string("vetoed"), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(answerOf(*reader, *veto), std::string("applied: dropped from its buffer"), 20000);
        const auto unknown = session->post(VetoTask{TaskId{123456}, "?"});
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(*reader, *unknown).starts_with("refused"), 20000);

        SeedTask command;
        command.task.program = "def f(x):\n    return x + 5000";
        command.task.input = "1";
        command.task.output = "5001";
        const auto seeded = session->post(command);
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(*reader, *seeded).starts_with("applied"), 20000);
        filter.text = "x + 5000";
        query.filter = filter;
        const auto mine = reader->tasks(query);
        QCOMPARE(mine->rows.size(), 1U);
        QCOMPARE(mine->rows[0].origin, std::string("user"));
        QCOMPARE(mine->rows[0].status, std::string("admitted"));
        const auto field = session->post(SetField{"seed", "3"});
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(*reader, *field).starts_with("refused"), 20000);
    }

    void checksRunWithoutARun() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        Draft draft;
        draft.program = "def f(x):\n    return x + 2";
        draft.inputs = {"3"};
        const auto ticket = session->check(draft);
        QVERIFY(ticket.has_value());
        std::vector<Notice> notices;
        const auto told = [&] {
            notices = session->drain();
            return !notices.empty();
        };
        QVERIFY(QTest::qWaitFor(told, 60000));
        QCOMPARE(notices.size(), 1U);
        const auto finished = std::get<CheckFinished>(notices.front());
        QCOMPARE(finished.ticket, *ticket);
        QCOMPARE(finished.outcome.runs.at(0).value, std::string("5"));
        QCOMPARE(session->post(VetoTask{}).error().code, ErrorCode::Conflict);  // no run
        QCOMPARE(session->executorStats().executions, 1);
    }

    void secondSessionIsReadOnlyAndSaysWhy() {
        const QTemporaryDir folder;
        auto first = opened(folder.path().toStdString());
        auto second = opened(folder.path().toStdString());
        QVERIFY(!first->readOnly());
        QVERIFY(second->readOnly());
        QVERIFY(second->lockHolder().starts_with("process"));
        const auto started = second->start(startRequest(1));
        QCOMPARE(started.error().code, ErrorCode::Conflict);
        QVERIFY(started.error().detail.find(second->lockHolder()) != std::string::npos);
        first.reset();
        QVERIFY(!opened(folder.path().toStdString())->readOnly());
    }

    void failureOfTheTrainerIsToldAndKept() {
        const QTemporaryDir folder;
        auto parts = scriptedParts();
        parts.openPolicy = [](const config::RunConfig&) -> Result<OpenedPolicy> {
            return fail(ErrorCode::NotFound, "the model is not there");
        };
        auto session = opened(folder.path().toStdString(), std::move(parts));
        QVERIFY(session->start(startRequest(1)).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(session->state(), RunState::Failed, 20000);
        auto reader = readerOf(session->workspace());
        QCOMPARE(reader->run(RunId{1})->state, std::string("failed"));
        QVERIFY(reader->run(RunId{1})->message.find("not there") != std::string::npos);
        QCOMPARE(reader->events(RunId{1}, 0, 0)->at(0).code, std::string("failed"));
        std::string message;
        for (const Notice& notice : session->drain())
            if (const auto* state = std::get_if<StateChanged>(&notice)) message = state->message;
        QVERIFY(message.find("not there") != std::string::npos);
    }

    void twoRunsOfOneSeedAreTheSameInOneWorkspaceToo() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        for (int i = 0; i < 2; ++i) {
            QVERIFY(session->start(startRequest(2)).has_value());
            QVERIFY(waitFor(*session, RunState::Finished));
        }
        auto reader = readerOf(session->workspace());
        QCOMPARE(reader->runs()->size(), 2U);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*reader, RunId{2}));
        auto other = startRequest(2);
        other.config.seed = 8;
        QVERIFY(session->start(other).has_value());
        QVERIFY(waitFor(*session, RunState::Finished));
        QVERIFY(*store::runDigest(*reader, RunId{1}) != *store::runDigest(*reader, RunId{3}));
    }

    void stoppedRunGoesOnWithMoreSteps() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(session->start(startRequest(2)).has_value());
        QVERIFY(waitFor(*session, RunState::Finished));
        QVERIFY(session->start(resumeRequest(4)).has_value());
        QVERIFY(waitFor(*session, RunState::Finished));
        auto reader = readerOf(session->workspace());
        QCOMPARE(finishedSteps(*reader), 4);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), digestInOneGo(4));
    }

    void runThatDoesNotFitIntoMemoryIsNotStarted() {
        const QTemporaryDir folder;
        auto parts = scriptedParts();
        parts.memory = [](const config::RunConfig& config) -> Status {
            if (config.sampling.batch < 10) return {};
            return fail(ErrorCode::Exhausted, "too much", "memory", "a smaller batch");
        };
        auto session = opened(folder.path().toStdString(), std::move(parts));
        auto request = startRequest(1);
        request.config.sampling.batch = 100;
        const auto refused = session->start(request);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Exhausted);
        QVERIFY(readerOf(session->workspace())->runs()->empty());
        request.ignoreMemory = true;
        QVERIFY(session->start(request) && waitFor(*session, RunState::Finished));
    }

    void whatNeedsTheBaseDoesNotResumeOnAnother_data() {
        QTest::addColumn<int>("rank");
        QTest::addColumn<double>("pull");
        QTest::addColumn<bool>("goesOn");
        QTest::newRow("adapters") << 4 << 0.0 << false;
        QTest::newRow("pulled back to the start") << 0 << 0.1 << false;
        QTest::newRow("all weights") << 0 << 0.0 << true;  // these are in the checkpoint
    }
    void whatNeedsTheBaseDoesNotResumeOnAnother() {
        QFETCH(int, rank);
        QFETCH(double, pull);
        QFETCH(bool, goesOn);
        const QTemporaryDir folder;
        auto request = startRequest(1);
        request.config.model.loraRank = rank;
        request.config.loss.proposerKl = pull;
        {
            auto session = opened(folder.path().toStdString());
            QVERIFY(session->start(request).has_value());
            QVERIFY(waitFor(*session, RunState::Finished));
            QVERIFY(session->start(resumeRequest(2)).has_value());  // on the same weights
            QVERIFY(waitFor(*session, RunState::Finished));
        }
        auto parts = scriptedParts();
        const auto open = parts.openPolicy;
        parts.openPolicy = [open](const config::RunConfig& config) {
            auto policy = open(config);
            policy->baseHash = "another";
            return policy;
        };
        auto session = opened(folder.path().toStdString(), std::move(parts));
        QVERIFY(session->start(resumeRequest(3)).has_value());
        QCOMPARE(waitFor(*session, RunState::Finished), goesOn);
        const auto row = readerOf(session->workspace())->run(RunId{1});
        QCOMPARE(row->lastStep, goesOn ? 3 : 2);
        QCOMPARE(row->state == "failed", !goesOn);
        if (goesOn) return;
        QVERIFY2(QString::fromStdString(row->message).contains("the base weights changed since the run started"),
                 row->message.c_str());
        QCOMPARE(row->baseHash, std::string("base"));
    }

  private:
    /// A process of its own that trains and is killed in the middle of `step`.
    static void killInStep(const std::filesystem::path& workspace, int step) {
        const pid_t child = ::fork();
        if (child == 0) {
            std::unique_ptr<store::Reader> reader;
            const auto beforeNext = [&] {
                // Slower than the database's commits, so that no step passes unseen.
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                static int completions = 0;
                if (!reader || finishedSteps(*reader) != step - 1 || ++completions != 30) return;
                // Some rows of the step have been committed by then.
                store::TaskFilter begun;
                begun.run = RunId{1};
                begun.steps = {double(step), double(step)};
                while (reader->countTasks(begun).value_or(0) == 0)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                ::raise(SIGKILL);
            };
            auto session = opened(workspace, scriptedParts(beforeNext));
            reader = readerOf(workspace);
            if (session->start(startRequest(6))) ::pause();
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
