/// One owner of a run's settings: live changes are kept as rows and followed by everything that is shown, and what a
/// resumed run is told comes after them.
#include <sys/resource.h>

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "core/config/run_fields.h"
#include "core/session/running/resume.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::openedSession;
using test::readerOf;
using test::scriptedParts;
using test::startRequest;
using test::waitFor;

namespace {

StartRequest resumeRequest(std::optional<int> steps = {}) {
    StartRequest request;
    request.resume = RunId{1};
    request.steps = steps;
    return request;
}

int stepsIn(const std::string& json) {
    return config::storedConfig(*parseJson(json))->steps;
}

/// "steps: 0 to 2", in order.
std::vector<std::string> changesOf(store::Reader& reader) {
    std::vector<std::string> texts;
    for (const auto rows = reader.configChanges(RunId{1}); const auto& row : *rows)
        texts.push_back(fmt::format("{}: {} to {}{}", row.path, row.before, row.after, row.onResume() ? " again" : ""));
    return texts;
}

/// Ends a run that was to go on for ever by setting its steps; how many it has then.
int endBySetting(Session& session, std::vector<Notice>* seen = nullptr) {
    if (!session.start(startRequest(0)) || !waitFor(session, RunState::Running)) qFatal("no start");
    const auto reader = readerOf(session);
    while (reader->run(RunId{1})->lastStep < 1) QTest::qWait(5);
    if (!session.post(Pause{}) || !waitFor(session, RunState::Paused)) qFatal("no pause");
    const int steps = reader->run(RunId{1})->lastStep + 2;
    if (!session.post(SetField{"steps", std::to_string(steps)})) qFatal("no change");
    if (!session.post(Resume{}) || !waitFor(session, RunState::Finished, seen)) qFatal("no end");
    return steps;
}

}  // namespace

class TestSettings : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLiveChangeIsKeptAndFollowed() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        std::vector<Notice> seen;
        const int steps = endBySetting(*session, &seen);
        const auto reader = readerOf(*session);
        const auto run = reader->run(RunId{1});
        QCOMPARE(run->lastStep, steps);
        QCOMPARE(changesOf(*reader), (std::vector<std::string>{fmt::format("steps: 0 to {}", steps)}));
        QCOMPARE(stepsIn(run->config), 0);  // as it was started
        QCOMPARE(stepsIn(run->settings), steps);
        int total = -1;
        for (const Notice& notice : seen)
            if (const auto* progress = std::get_if<Progress>(&notice)) total = progress->totalSteps;
        QCOMPARE(total, steps);
    }

    void aRunThatALiveChangeEndedGoesOn() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        const int steps = endBySetting(*session);
        QVERIFY(session->start(resumeRequest(steps + 2)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto reader = readerOf(*session);
        QCOMPARE(reader->run(RunId{1})->lastStep, steps + 2);
        QCOMPARE(stepsIn(reader->run(RunId{1})->settings), steps + 2);
        QCOMPARE(changesOf(*reader),
                 (std::vector<std::string>{fmt::format("steps: 0 to {}", steps),
                                           fmt::format("steps: {} to {} again", steps, steps + 2)}));
        // What it was told stays told.
        QVERIFY(session->start(resumeRequest()));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(reader->run(RunId{1})->lastStep, steps + 2);
        QCOMPARE(changesOf(*reader).size(), 2U);
    }

    /// No checkpoint after the start: everything is replayed, and still the resume has the last word.
    void aReplayedChangeComesBeforeTheResume() {
        const QTemporaryDir folder;
        const auto gate = std::make_shared<test::Gate>(std::set{200, 300});  // of some 70 in a step
        auto session = openedSession(folder, scriptedParts([gate] { (*gate)(); }));
        StartRequest start = startRequest(0);
        start.config.checkpoint.everySteps = 0;
        start.config.checkpoint.everyMinutes = 1000;
        QVERIFY(session->start(start));
        const auto reader = readerOf(*session);
        QVERIFY(gate->reached());
        const int steps = 9;
        QVERIFY(session->post(SetField{"steps", std::to_string(steps)}));
        gate->letGo();
        QVERIFY(gate->reached());  // a door later
        QTRY_COMPARE_WITH_TIMEOUT(changesOf(*reader).size(), 1U, 20000);
        // Ended at once: back to the checkpoint of step 0.
        QVERIFY(session->post(Stop{}));
        QVERIFY(session->post(Stop{}));
        gate->letGo();
        session->stop();
        QCOMPARE(training::checkpointSteps(checkpointsOf(session->workspace(), RunId{1})), std::vector<int>{0});
        QVERIFY(session->start(resumeRequest(steps + 2)));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(reader->run(RunId{1})->lastStep, steps + 2);
        QCOMPARE(changesOf(*reader), (std::vector<std::string>{fmt::format("steps: 0 to {} again", steps + 2)}));
    }

    void whatAnOlderVersionLeftInvalidIsMendedOnResuming() {
        const QTemporaryDir folder;
        std::filesystem::path database;
        {
            auto session = openedSession(folder);
            QVERIFY(session->start(startRequest(2)));
            QVERIFY(waitFor(*session, RunState::Finished));
            database = session->databasePath();
        }
        {
            const auto writer = store::Writer::open(database, {});
            const auto reader = store::Reader::open(database);
            Json settings = *parseJson((*reader)->run(RunId{1})->inForce());
            settings["optimizer"]["gradient_clip"] = -1;
            settings["checkpoint"]["every_steps"] = 0;
            settings["checkpoint"]["every_minutes"] = 0;
            QVERIFY((*writer)->push(store::RunSettingsRow{RunId{1}, dumpLine(settings)}));
            QVERIFY((*writer)->finish());
        }
        auto session = openedSession(folder);
        StartRequest request = resumeRequest(4);
        const auto refusal = [&] {
            const auto started = session->start(request);
            return started ? QString() : QString::fromStdString(describe(started.error()));
        };
        QString text = refusal();
        for (const char* part : {"optimizer.gradient_clip", "'-1'", "a number 0 .. 1e+06",
                                 "--resume 1 --set optimizer.gradient_clip=VALUE"})
            QVERIFY2(text.contains(part), qPrintable(text));
        request.set = {{"optimizer.gradient_clip", "-2"}};
        QVERIFY2(refusal().contains("'-2' is not a number"), qPrintable(refusal()));
        request.set = {{"optimizer.gradient_clip", "2"}};
        text = refusal();
        QVERIFY2(text.contains("--set checkpoint.every_steps=VALUE"), qPrintable(text));
        QCOMPARE(readerOf(*session)->run(RunId{1})->resumes, 0);
        request.set.emplace_back("checkpoint.every_steps", "1");
        QCOMPARE(refusal(), QString());
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto reader = readerOf(*session);
        QCOMPARE(reader->run(RunId{1})->lastStep, 4);
        QCOMPARE(changesOf(*reader),
                 (std::vector<std::string>{"optimizer.gradient_clip: -1 to 2 again",
                                           "checkpoint.every_steps: 1 to 1 again", "steps: 2 to 4 again"}));
        const auto mended = config::storedConfig(*parseJson(reader->run(RunId{1})->settings));
        QVERIFY(mended && config::validate(*mended));
        QCOMPARE(mended->optimizer.gradientClip, 2.0);
        // It stays so, and what is in order is not changed behind the run's back.
        request.steps = 5;
        request.set = {{"optimizer.gradient_clip", "1"}};
        QVERIFY2(refusal().contains("optimizer.gradient_clip: this field cannot change"), qPrintable(refusal()));
        request.set = {{"optimizer.learning_rate", "0.25"}};
        QCOMPARE(refusal(), QString());
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto later = config::storedConfig(*parseJson(reader->run(RunId{1})->settings));
        QCOMPARE(later->optimizer.gradientClip, 2.0);
        QCOMPARE(later->optimizer.learningRate, 0.25);
    }

    void aStartOnAFullDiskLeavesNoRun() {
        const QTemporaryDir folder;
        ::signal(SIGXFSZ, SIG_IGN);
        const auto startOnAFullDisk = [](Session& session) {
            rlimit before{}, none{};
            getrlimit(RLIMIT_FSIZE, &before);
            none = before;
            none.rlim_cur = 0;
            setrlimit(RLIMIT_FSIZE, &none);
            const auto refused = session.start(startRequest(1));
            setrlimit(RLIMIT_FSIZE, &before);
            return !refused.has_value();
        };
        // Whatever is still to be written is written when the session closes.
        std::filesystem::path database;
        {
            auto session = openedSession(folder);
            database = session->databasePath();
            QVERIFY(startOnAFullDisk(*session));
            QCOMPARE(session->state(), RunState::Idle);
        }
        QVERIFY((*store::Reader::open(database))->runs()->empty());
        auto session = openedSession(folder);
        QVERIFY(startOnAFullDisk(*session));
        const auto started = session->start(startRequest(1));
        QVERIFY2(started.has_value(), started ? "" : describe(started.error()).c_str());
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(*started, RunId{1});
        QCOMPARE(readerOf(*session)->runs()->size(), 1U);
    }

    void aBugInTheTrainerFailsTheRunAndNothingElse() {
        const QTemporaryDir folder;
        int completions = 0;
        auto session = openedSession(folder, scriptedParts([&] {
                                         if (++completions == 40) throw std::out_of_range("a bug");
                                     }));
        QVERIFY(session->start(startRequest(3)));
        QTRY_COMPARE_WITH_TIMEOUT(session->state(), RunState::Failed, 20000);
        const auto run = readerOf(*session)->run(RunId{1});
        QCOMPARE(run->state, std::string("failed"));
        QVERIFY2(run->message.find("unexpected: a bug") != std::string::npos, run->message.c_str());
        QVERIFY(session->start(startRequest(1)));
        QVERIFY(waitFor(*session, RunState::Finished));
    }

    void withoutASuiteItIsSaidOnce() {
        const QTemporaryDir folder;
        auto parts = scriptedParts();
        parts.evaluation = [](const config::RunConfig&, OpenedPolicy&, execution::Executor&, Control&) {
            return Result<EvaluateCall>(EvaluateCall());
        };
        auto session = openedSession(folder, std::move(parts));
        QVERIFY(session->start(startRequest(3)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto reader = readerOf(*session);
        const auto events = reader->events(RunId{1}, 0, 0);
        QCOMPARE(std::ranges::count(*events, std::string("no_evaluation"), &store::EventRow::code), 1);
        QVERIFY(reader->evaluations(RunId{1})->empty());
        for (const auto checkpoints = reader->checkpoints(RunId{1}, true); const auto& row : *checkpoints)
            QVERIFY(!row.best);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
