/// The time that a trainer is parked, or that people's questions take, is no time of training: not of its steps, nor,
/// while it is parked, of the minutes that it may train.
#include <QTemporaryDir>
#include <QtTest>

#include "core/training/commands/questions.h"
#include "tests/support/scripted_world.h"

using namespace azr;
using namespace azr::training;
using test::World;

class TestPause : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPauseIsNoTraining() {
        const QTemporaryDir folder;
        double clock = 0;  // of the trainer's thread, as its callbacks
        Control control([&] { return clock; });
        World world(folder.path().toStdString());
        world.config.steps = 2;
        world.config.minutes = 5;
        world.sampler.beforeNext = [&] { clock += 0.001; };
        world.listener.onEvent = [&](const Event& event) {
            const auto* phase = std::get_if<PhaseProgress>(&event);
            if (phase && phase->step == 1 && phase->phase == Phase::Estimate && phase->done == 0)
                control.requestPause();
        };
        control.setParkedCallback([&](bool parked) {
            if (!parked) return;
            clock += 1000;  // more than the minutes that it may train
            control.resume();
        });
        TrainerParts parts{world.sampler,  world.learner, world.codec, world.executor,
                           world.listener, world.mailbox, control};
        parts.checkpoints = world.checkpoints;
        parts.now = [&] { return clock; };
        Trainer trainer(world.config, std::move(parts));
        QVERIFY(trainer.run());
        QVERIFY(clock > 1000);
        QCOMPARE(trainer.stepsDone(), 2);
        for (const auto& finished : world.listener.all<StepFinished>()) QVERIFY(finished.seconds < 10);
        for (const auto& measured : world.listener.all<MetricsMeasured>())
            for (const auto& metric : measured.metrics)
                if (metric.name.starts_with("time/")) QVERIFY2(metric.value < 10, metric.name.c_str());
    }

    /// Nor is a question that a person asks the model between two steps.
    void aQuestionIsNoTraining() {
        const QTemporaryDir folder;
        double clock = 0;
        World world(folder.path().toStdString());
        world.config.steps = 2;
        int answered = 0;
        Questions questions([&](std::uint64_t, const Result<std::vector<selfplay::Attempt>>& attempts) {
            answered += attempts ? 1 : 0;
            clock += 1000;
        });
        selfplay::Task task;
        task.program = "def f(x):\n    return x * 9";
        task.input = "3";
        task.output = "27";
        world.sampler.beforeNext = [&] { clock += 0.001; };
        world.listener.onEvent = [&](const Event& event) {
            const auto* finished = std::get_if<StepFinished>(&event);
            if (finished != nullptr && finished->step == 1) QVERIFY(questions.ask(1, task));
        };
        TrainerParts parts = world.parts();
        parts.questions = &questions;
        parts.now = [&] { return clock; };
        Trainer trainer(world.config, std::move(parts));
        QVERIFY(trainer.run());
        QCOMPARE(answered, 1);
        QCOMPARE(trainer.stepsDone(), 2);
        for (const auto& finished : world.listener.all<StepFinished>()) QVERIFY(finished.seconds < 10);
        for (const auto& measured : world.listener.all<MetricsMeasured>())
            for (const auto& metric : measured.metrics)
                if (metric.name.starts_with("time/")) QVERIFY2(metric.value < 10, metric.name.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPause)
#include "tst_pause.moc"
