/// Where a run goes on from: the newest checkpoint that is whole and known, what was passed over, and what is left as
/// it was when there is none.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/session/running/resume.h"
#include "core/store/digest.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/audited_run.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::session;
using test::waitFor;
namespace fs = std::filesystem;

namespace {

constexpr RunId kRun{1};

std::unique_ptr<Session> opened(const fs::path& folder) {
    auto session = openSession(
        folder, [] {}, test::scriptedParts());
    if (!session) qFatal("%s", describe(session.error()).c_str());
    return std::move(*session);
}

std::unique_ptr<store::Reader> readerOf(const Session& session) {
    auto reader = store::Reader::open(session.databasePath());
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    return std::move(*reader);
}

bool trained(Session& session, int steps) {
    StartRequest request;
    request.config = test::sessionRun(steps);
    return session.start(request) && waitFor(session, RunState::Finished);
}

StartRequest further(int steps) {
    StartRequest request;
    request.resume = kRun;
    request.steps = steps;
    return request;
}

std::int64_t taskCount(store::Reader& reader) {
    store::TaskFilter filter;
    filter.run = kRun;
    return reader.countTasks(filter).value_or(-1);
}

/// The event of that code; an empty row when there is none.
store::EventRow eventOf(store::Reader& reader, const std::string& code) {
    const auto events = reader.events(kRun, 0, 0);
    for (const auto& event : *events)
        if (event.code == code) return event;
    return {};
}

}  // namespace

class TestResume : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Seeding stopped half-way, went on, and was cut off: what was asked for meanwhile is in no checkpoint.
    void whatWasAskedForDuringSeedingIsAskedForAgain() {
        const QTemporaryDir folder, copy;
        const auto gate = std::make_shared<test::Gate>(std::set{6});
        auto session = test::openedSession(folder, test::scriptedParts([gate] { (*gate)(); }));
        QVERIFY(session->start(test::startRequest(2)));
        QVERIFY(gate->reached());
        QVERIFY(session->post(Stop{}));
        gate->letGo();
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto reader = test::readerOf(*session);
        QCOMPARE(reader->checkpoints(kRun, false)->size(), 1U);
        QCOMPARE(reader->run(kRun)->lastStep, 0);

        gate->restart({2, 9});  // 9 is of the next round, before which what waits is applied
        QVERIFY(session->start(further(2)));
        QVERIFY(gate->reached());
        QVERIFY(session->post(SetField{"advantage.solver_weight", "0.25"}));
        gate->letGo();
        QVERIFY(gate->reached());
        const auto applied = [&] {
            const auto rows = reader->commands(kRun, 0, 1);
            return !rows->empty() && rows->front().status == "applied" && rows->front().phase.starts_with("seeding@");
        };
        QTRY_VERIFY_WITH_TIMEOUT(applied(), 20000);
        const fs::path there = copy.path().toStdString();
        test::copyAsKilled(session->workspace(), there);
        gate->letGo();
        session->stop();

        auto again = opened(there);
        QVERIFY(again->start(further(2)));
        QVERIFY(waitFor(*again, RunState::Finished));
        const auto after = test::readerOf(*again);
        QCOMPARE(after->run(kRun)->lastStep, 2);
        const auto rows = after->streamMoments(kRun, 1);
        QVERIFY(!rows->empty());
        for (const auto& row : *rows)
            if (row.stream.starts_with("solve.")) QCOMPARE(row.roleWeight, 0.25);
    }

    void aDamagedCheckpointIsPassedOverAloud() {
        const QTemporaryDir folder, other;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 3));
        const fs::path damaged = checkpointsOf(session->workspace(), kRun) / "step-3";
        QVERIFY(writeFileAtomic(damaged / "model.safetensors", "other"));
        std::vector<Notice> seen;
        QVERIFY(session->start(further(4)));
        QVERIFY(waitFor(*session, RunState::Finished, &seen));

        const auto reader = readerOf(*session);
        const auto event = eventOf(*reader, "checkpoint_damaged");
        QCOMPARE(event.severity, std::string("warning"));
        QCOMPARE(event.step, 3);
        for (const std::string& part : {std::string("the checkpoint of step 3 was passed over"),
                                        (damaged / "model.safetensors").string(), std::string("differs")})
            QVERIFY2(event.text.find(part) != std::string::npos, event.text.c_str());
        const auto isTold = [&](const Notice& notice) {
            const auto* alert = std::get_if<Alert>(&notice);
            return alert != nullptr && alert->severity == "warning" && alert->text == event.text;
        };
        QCOMPARE(std::count_if(seen.begin(), seen.end(), isTold), 1);
        QCOMPARE(eventOf(*reader, "resumed").text, std::string("resumed from the checkpoint of step 2"));

        QVERIFY(training::verifyCheckpoint(damaged));  // the step was done again
        QVERIFY(!fs::exists(damaged.string() + ".aside"));
        auto whole = opened(other.path().toStdString());
        QVERIFY(trained(*whole, 4));
        QCOMPARE(*store::runDigest(*reader, kRun), *store::runDigest(*readerOf(*whole), kRun));
    }

    void withoutAWholeCheckpointTheRunStaysAsItWas() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 2));
        const auto reader = readerOf(*session);
        const auto before = reader->run(kRun);
        const auto tasks = taskCount(*reader);
        const fs::path root = checkpointsOf(session->workspace(), kRun);
        const auto good = readFile(root / "step-2/model.safetensors");
        QVERIFY(good);
        for (const int step : training::checkpointSteps(root))
            QVERIFY(writeFileAtomic(training::checkpointFolder(root, step) / "model.safetensors", "other"));
        QVERIFY(session->start(further(4)));  // the files are looked through on the run's thread
        QTRY_COMPARE_WITH_TIMEOUT(session->state(), RunState::Failed, 20000);
        const auto after = reader->run(kRun);
        QCOMPARE(after->state, before->state);
        QCOMPARE(after->config, before->config);
        QCOMPARE(after->lastStep, 2);
        QCOMPARE(after->resumes, 0);
        QCOMPARE(after->ended, before->ended);
        for (const std::string& part :
             {std::string("none of the run's checkpoints is whole"), std::string("step-2/model.safetensors")})
            QVERIFY2(after->message.find(part) != std::string::npos, after->message.c_str());
        QCOMPARE(eventOf(*reader, "failed").text, after->message);
        QCOMPARE(taskCount(*reader), tasks);

        // With a copy back in its place it goes on.
        QVERIFY(writeFileAtomic(root / "step-2/model.safetensors", *good));
        (void)session->drain();
        QVERIFY(session->start(further(4)));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(reader->run(kRun)->lastStep, 4);
        QCOMPARE(reader->run(kRun)->resumes, 1);
        QVERIFY(reader->run(kRun)->message.empty());
    }

    void aFolderThatTheDatabaseDoesNotKnowIsSetAside() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 2));
        const fs::path root = checkpointsOf(session->workspace(), kRun);
        fs::copy(root / "step-2", root / "step-9", fs::copy_options::recursive);
        QVERIFY(session->start(further(3)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto reader = readerOf(*session);
        QCOMPARE(eventOf(*reader, "resumed").text, std::string("resumed from the checkpoint of step 2"));
        QCOMPARE(training::checkpointSteps(root), (std::vector<int>{1, 2, 3}));
        QVERIFY(fs::exists(root / "step-9.aside"));  // until the run has come that far
    }

    /// Older versions kept changes in their checkpoints alone, as pairs of path and value.
    void changesOfAnOlderCheckpointBecomeRows() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 2));
        const fs::path checkpoint = checkpointsOf(session->workspace(), kRun) / "step-2";
        Json state = *readJson(checkpoint / "state.json"), manifest = *readJson(checkpoint / "manifest.json");
        state["changed_fields"] = Json::array({Json::array({"guard.window", "7"})});
        QVERIFY(writeFileAtomic(checkpoint / "state.json", dumpPretty(state)));
        manifest["sha256"]["state.json"] = *sha256File(checkpoint / "state.json");
        QVERIFY(writeFileAtomic(checkpoint / "manifest.json", dumpPretty(manifest)));
        const std::string before = *config::getField(test::sessionRun(2), "guard.window");
        QVERIFY(before != "7");
        for (const int steps : {3, 4}) {  // and once only
            QVERIFY(session->start(further(steps)));
            QVERIFY(waitFor(*session, RunState::Finished));
        }
        const auto rows = readerOf(*session)->configChanges(kRun);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 3U);
        QCOMPARE(rows->front().ordinal, 1);
        QCOMPARE(rows->front().path, std::string("guard.window"));
        QCOMPARE(rows->front().before, before);
        QCOMPARE(rows->front().after, std::string("7"));
        QCOMPARE(rows->at(1).after, std::string("3"));
        QCOMPARE(rows->at(2).after, std::string("4"));
    }

    /// What a resume asks for is kept where it is in force already: commands that are replayed come before it.
    void aResumeThatChangesNothingIsKept() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 2));
        QVERIFY(session->start(further(2)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto rows = readerOf(*session)->configChanges(kRun);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1U);
        QCOMPARE(rows->front().before, std::string("2"));
        QCOMPARE(rows->front().after, std::string("2"));
        QVERIFY(rows->front().onResume());
    }

    void theSettingsInForceAreChecked() {
        const QTemporaryDir folder;
        auto session = opened(folder.path().toStdString());
        QVERIFY(trained(*session, 2));
        const fs::path database = session->databasePath();
        session.reset();
        config::RunConfig settings = test::sessionRun(2);
        settings.checkpoint.everySteps = 0;  // as a live change that nobody checked left them
        settings.checkpoint.everyMinutes = 0;
        {
            const auto writer = *store::Writer::open(database, {});
            QVERIFY(writer->push(store::RunSettingsRow{kRun, dumpLine(config::toJson(settings))}));
            QVERIFY(writer->flush());
        }
        session = opened(folder.path().toStdString());
        const auto refused = session->start(further(4));
        QVERIFY(!refused);
        QCOMPARE(refused.error().place, std::string("run 1"));
        const std::string why = config::validate(settings).error().detail;
        QVERIFY2(refused.error().detail.ends_with("refused by this version: " + why),
                 describe(refused.error()).c_str());
        QVERIFY(refused.error().remedy.find("--resume 1 --set checkpoint.every_") != std::string::npos);
    }

    void aKilledStepTookUntilItsCheckpoint() {
        const azr::testing::TempStore store;
        const auto writer = *store::Writer::open(store.database(), {});
        const auto reader = *store::Reader::open(store.database());
        store::RunRow row = azr::testing::runRow(1);
        row.resumes = 1;
        (void)writer->push(row);
        (void)writer->push(store::StepRow{kRun, 1, "finished", 100, 5});
        (void)writer->push(store::StepRow{kRun, 2, "open", 105, 0});
        (void)writer->push(store::CheckpointRow{{}, kRun, 2, "f", "w", "o", 10, false, false, 112});
        QVERIFY(writer->flush());
        QVERIFY(markInterrupted(*reader, *writer, store.folder(), 90000));  // opened again the next day
        QCOMPARE(reader->run(kRun)->state, std::string("interrupted"));
        QCOMPARE(reader->run(kRun)->lastStep, 2);
        QCOMPARE(reader->run(kRun)->worked, 12.0);
    }

    void commandsOfThisProcessAreNotReplayed() {
        const azr::testing::TempStore store;
        const auto writer = *store::Writer::open(store.database(), {});
        const auto reader = *store::Reader::open(store.database());
        (void)writer->push(azr::testing::runRow(1));
        for (const std::int64_t id : {1, 2}) {
            store::CommandRow row;
            row.id = CommandId{id};
            row.run = kRun;
            row.name = "save_checkpoint";
            row.body = dumpLine(toJson(Command(SaveCheckpoint{})));
            row.status = "pending";
            (void)writer->push(row);
        }
        QVERIFY(writer->flush());
        const auto point = findResumePoint(*reader, kRun, store.folder(), CommandId{1});
        QVERIFY2(point, point ? "" : describe(point.error()).c_str());
        QCOMPARE(point->step, -1);
        QCOMPARE(point->commands.size(), std::size_t{1});
        QCOMPARE(point->commands.front().id, CommandId{1});
    }

    /// Resumed twice, each time with other settings: they hold from there on, and no difference is found.
    void whatAResumeWasToldIsAllowedFor() {
        constexpr int kSteps = 4;
        const test::AuditedRun first(test::sessionRun(kSteps));
        const test::AuditedRun once(first.folder(), kSteps + 3, {},
                                    {{"advantage.solver_weight", "0.5"}, {"reward.novelty_count", "2"}});
        const test::AuditedRun twice(once.folder(), kSteps + 6, {}, {{"advantage.solver_weight", "2"}});
        const test::Audited found = test::audited(twice, twice.database(), kSteps + 6);
        QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
        QVERIFY2(found.replayed.has_value(), found.replayed ? "" : describe(found.replayed.error()).c_str());
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        QCOMPARE(found.outcome->steps.back(), kSteps + 6);
        QVERIFY(found.ledger.tally(audit::Check::Replay).checked > 0);
    }
};

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
