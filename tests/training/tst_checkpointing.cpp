/// What a run keeps when it ends or fails to keep: checkpoints before evaluations, and nothing removed too early.
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_world.h"

using namespace azr;
using namespace azr::training;
using test::World;
namespace fs = std::filesystem;

namespace {

/// Hands everything on, and keeps nothing for good.
class ForgetfulListener final : public Listener {
  public:
    explicit ForgetfulListener(Listener& inner) : m_inner(inner) {}
    Status tell(const Event& event) override { return m_inner.tell(event); }
    bool kept() override { return false; }

  private:
    Listener& m_inner;
};

EvaluationOutcome outcome(int step, double score) {
    return {{step, "dev", {}, {}}, score};
}

/// Checkpoints at the start and the end alone, and a signal in step 2.
void endInStepTwo(World& world, Trainer& trainer) {
    world.listener.onEvent = [&](const Event& event) {
        if (const auto* step = std::get_if<StepStarted>(&event); step && step->step == 2) trainer.finishAfterStep();
    };
}

config::RunConfig quietRun() {
    config::RunConfig config = test::smallRun();
    config.steps = 50;
    config.checkpoint.everySteps = 0;
    config.evaluation.everySteps = 0;
    return config;
}

}  // namespace

class TestCheckpointing : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

  private Q_SLOTS:
    void theLastStepIsSavedBeforeItIsMeasured() {
        World world(path("ending"), quietRun());
        std::map<int, bool> savedFirst;
        world.evaluate = [&](int step) -> Result<EvaluationOutcome> {
            savedFirst[step] = verifyCheckpoint(checkpointFolder(world.checkpoints, step)).has_value();
            return outcome(step, 0.5 + step);
        };
        {
            Trainer trainer(world.config, world.parts());
            endInStepTwo(world, trainer);
            const Status ended = trainer.run();
            QVERIFY2(ended, ended ? "" : describe(ended.error()).c_str());
        }
        QCOMPARE(savedFirst, (std::map<int, bool>{{0, false}, {2, true}}));
        std::vector<bool> best;
        for (const auto& written : world.listener.all<CheckpointWritten>())
            if (written.step == 2) best.push_back(written.best);
        QCOMPARE(best, (std::vector<bool>{false, true}));
        QCOMPARE(world.learner.weightSaves, 2);  // of step 0 and of step 2, whose second checkpoint has them, too
        QVERIFY(verifyCheckpoint(checkpointFolder(world.checkpoints, 2)));

        // What the evaluation found is in the checkpoint: a run that goes on does not evaluate this step again.
        World again(path("ending"), quietRun());
        again.config.steps = 2;
        again.evaluate = [&](int step) -> Result<EvaluationOutcome> { return outcome(step, 0); };
        Trainer trainer(again.config, again.parts());
        QVERIFY(trainer.resume(*newestCheckpoint(again.checkpoints)));
        QVERIFY(trainer.run());
        QVERIFY(again.listener.all<EvaluationFinished>().empty());
        QVERIFY(again.listener.all<CheckpointWritten>().empty());
    }

    void theBestIsSaidWhereverItWasMeasured_data() {
        QTest::addColumn<bool>("asked");
        QTest::newRow("at the end of the run") << false;
        QTest::newRow("because somebody asked") << true;
    }
    /// Its checkpoint was there before it was measured, and not the best of then.
    void theBestIsSaidWhereverItWasMeasured() {
        QFETCH(bool, asked);
        World world(path(asked ? "asked" : "closing"), quietRun());
        world.config.checkpoint.everySteps = 1;
        world.config.steps = asked ? 3 : 2;
        world.evaluate = [](int step) -> Result<EvaluationOutcome> { return outcome(step, step == 2 ? 0.9 : 0.1); };
        Trainer trainer(world.config, world.parts());
        world.listener.onEvent = [&](const Event& event) {
            const auto* step = std::get_if<StepFinished>(&event);
            if (asked && step && step->step == 2) world.mailbox.post({{4}, Evaluate{}});
        };
        QVERIFY(trainer.run());
        std::map<int, bool> best;  // as it was told last
        for (const auto& written : world.listener.all<CheckpointWritten>()) {
            if (written.best)
                for (auto& [step, is] : best) is = false;
            best[written.step] = written.best;
        }
        std::map<int, bool> expected = {{0, false}, {1, false}, {2, true}};
        if (asked) expected[3] = false;
        QCOMPARE(best, expected);
        // And a run that goes on knows it.
        const auto state = loadCheckpoint(checkpointFolder(world.checkpoints, 2), {});
        QCOMPARE(state->state.at("best_step").get<int>(), 2);
    }

    void seedsThatAResumedRunCompletedAreSaved() {
        const auto seededIn = [&](World& world) {
            return loadCheckpoint(checkpointFolder(world.checkpoints, 0), {})->state.at("seeded").get<bool>();
        };
        World world(path("seeding"), quietRun());
        {
            Trainer trainer(world.config, world.parts());
            world.listener.onEvent = [&](const Event& event) {
                if (std::holds_alternative<TaskProposed>(event)) trainer.finishAfterStep();
            };
            QVERIFY(trainer.run());
        }
        QVERIFY(!seededIn(world));
        World again(path("seeding"), quietRun());
        again.listener.onEvent = [&](const Event& event) {
            if (std::holds_alternative<StepStarted>(event)) again.control.requestStop();
        };
        Trainer trainer(again.config, again.parts());
        QVERIFY(trainer.resume(*newestCheckpoint(again.checkpoints)));
        QCOMPARE(trainer.run().error().code, ErrorCode::Cancelled);
        QVERIFY(seededIn(again));
        QCOMPARE(again.listener.all<CheckpointWritten>().size(), 1U);
    }

    void anEvaluationCutShortLosesNoStep() {
        World world(path("cut"), quietRun());
        world.evaluate = [](int step) -> Result<EvaluationOutcome> {
            if (step == 2) return fail(ErrorCode::Cancelled, "stop requested");
            return outcome(step, 0.5);
        };
        Trainer trainer(world.config, world.parts());
        endInStepTwo(world, trainer);
        const Status ended = trainer.run();
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        QCOMPARE(newestCheckpoint(world.checkpoints)->filename().string(), std::string("step-2"));
    }

    void nothingGoesBeforeItsSuccessorIsKept() {
        World world(path("forgetful"));
        world.config.checkpoint.keepLast = 1;
        ForgetfulListener listener(world.listener);
        TrainerParts parts{world.sampler, world.learner, world.codec,  world.executor,
                           listener,      world.mailbox, world.control};
        parts.checkpoints = world.checkpoints;
        QVERIFY(Trainer(world.config, std::move(parts)).run());
        QCOMPARE(checkpointSteps(world.checkpoints), (std::vector<int>{0, 1, 2, 3}));
        QVERIFY(world.listener.all<CheckpointRemoved>().empty());
    }
};

QTEST_GUILESS_MAIN(TestCheckpointing)
#include "tst_checkpointing.moc"
