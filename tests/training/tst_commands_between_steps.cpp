/// What people ask for while an evaluation is under way is replayed where it was applied: behind the step that it is a
/// part of, or, where somebody asked for it between two steps, behind what was asked for before it.
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
#include <utility>

#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using test::World;

class TestCommandsBetweenSteps : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    void whatIsAskedAroundAnEvaluationKeepsItsOrder_data() {
        QTest::addColumn<bool>("best");  // so that the checkpoint is saved again, and holds what was asked for
        QTest::newRow("the checkpoint stays") << false;
        QTest::newRow("the checkpoint is saved again") << true;
    }

    void whatIsAskedAroundAnEvaluationKeepsItsOrder() {
        QFETCH(bool, best);
        selfplay::Task task;
        task.program = "def f(x):\n    return x * 9";
        task.input = "3";
        task.output = "27";
        selfplay::Task before = task;
        before.program = "def f(x):\n    return x * 7";
        before.output = "21";
        const auto place = std::filesystem::path(m_folder.path().toStdString()) / (best ? "best" : "plain");
        const auto prepared = [&](World& world) {
            world.config.steps = 3;
            world.config.evaluation.everySteps = 0;
            world.config.optimizer.decaySteps = world.config.optimizer.warmupSteps = 0;
            world.evaluate = [&world, best](int step) -> Result<EvaluationOutcome> {
                AZR_CHECK(world.control.checkpoint());
                return EvaluationOutcome{{step, "dev", {}, {}}, best && step == 1 ? 0.9 : 0.1};
            };
        };
        World world(place);
        prepared(world);
        bool begun = false;
        int answered = 0;
        world.listener.onEvent = [&](const Event& event) {
            const auto* finished = std::get_if<StepFinished>(&event);
            if (finished != nullptr && finished->step == 1) {
                world.mailbox.post({{4}, SeedTask{before}});
                world.mailbox.post({{1}, Evaluate{}});
            }
            const auto* begins = std::get_if<StepStarted>(&event);
            begun |= begins != nullptr && begins->step == 2;
            const auto* entered = std::get_if<PhaseProgress>(&event);
            if (begun && entered != nullptr && entered->phase == Phase::Evaluate) {
                begun = false;
                world.control.requestPause();
            }
            answered += std::holds_alternative<CommandApplied>(event) ? 1 : 0;
            if (answered == 3) world.control.resume();
        };
        bool asked = false;
        world.control.setParkedCallback([&](bool parked) {
            if (!parked || std::exchange(asked, true)) return;
            world.mailbox.post({{2}, SetField{"optimizer.learning_rate", "0.5"}});
            world.mailbox.post({{3}, SeedTask{task}});
            world.control.poke();
        });
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        const auto applied = world.listener.all<CommandApplied>();
        QCOMPARE(applied.size(), 4U);
        for (const CommandApplied& one : applied) QVERIFY(one.place == Place{2});
        QCOMPARE(world.listener.all<FieldChanged>().front().change.step, 2);
        const auto users = [](const World& of) {
            std::vector<std::pair<std::int64_t, int>> tasks;
            for (const auto& told : of.listener.all<TaskProposed>())
                if (told.proposal.task.origin == selfplay::Origin::User)
                    tasks.emplace_back(told.proposal.task.id.value, told.proposal.task.step);
            return tasks;
        };
        QCOMPARE(users(world).size(), 2U);

        const auto attempts = [](const World& of) {
            std::string text;
            for (const auto& graded : of.listener.all<AttemptGraded>())
                if (graded.step >= 2)
                    text += fmt::format("{} {} {} {}\n", graded.attempt.id.value, graded.attempt.task.value,
                                        graded.attempt.answer, graded.attempt.sample.advantage);
            return text;
        };

        World again(place);
        prepared(again);
        Trainer trainer(again.config, again.parts());
        VERIFY_OK(trainer.resume(checkpointFolder(again.checkpoints, 1)));
        std::map<std::int64_t, LoopAction> actions{{1, Evaluate{}},
                                                   {2, SetField{"optimizer.learning_rate", "0.5"}},
                                                   {3, SeedTask{task}},
                                                   {4, SeedTask{before}}};
        auto order = applied;
        std::ranges::sort(order, {}, [](const CommandApplied& one) { return std::pair(one.place, one.ordinal); });
        for (const CommandApplied& one : order)
            again.mailbox.post({one.command, actions.at(one.command.value), one.place, true});
        VERIFY_OK(trainer.run());
        QCOMPARE(attempts(again), attempts(world));
        QCOMPARE(again.learner.weights, world.learner.weights);
        if (best) {  // it is in the checkpoint
            QVERIFY(users(again).empty() && again.listener.all<FieldChanged>().empty());
            return;
        }
        QCOMPARE(users(again), users(world));
        QCOMPARE(again.listener.all<FieldChanged>().front().change, world.listener.all<FieldChanged>().front().change);
    }

    /// The evaluation is one that is due in each step. Its figures are those of the step as it was stored, and a run
    /// that went back further does the same when it comes there.
    void whatIsAskedDuringTheEvaluationOfAStepStaysBehindIt() {
        selfplay::Task task;
        task.program = "def f(x):\n    return x * 9";
        task.input = "3";
        task.output = "27";
        const auto place = std::filesystem::path(m_folder.path().toStdString()) / "due";
        const auto prepared = [&](World& world) {
            world.config.steps = 4;
            world.config.evaluation.everySteps = 1;
            world.config.optimizer.decaySteps = world.config.optimizer.warmupSteps = 0;
            world.config.checkpoint.everySteps = 1;
            world.config.checkpoint.keepLast = 10;
            world.evaluate = [&world](int step) -> Result<EvaluationOutcome> {
                AZR_CHECK(world.control.checkpoint());
                return EvaluationOutcome{{step, "dev", {}, {}}, 0.1};
            };
        };
        World world(place);
        prepared(world);
        int answered = 0;
        world.listener.onEvent = [&](const Event& event) {
            const auto* entered = std::get_if<PhaseProgress>(&event);
            if (entered != nullptr && entered->step == 2 && entered->phase == Phase::Evaluate && answered == 0)
                world.control.requestPause();
            answered += std::holds_alternative<CommandApplied>(event) ? 1 : 0;
            if (answered == 2) world.control.resume();
        };
        bool asked = false;
        world.control.setParkedCallback([&](bool parked) {
            if (!parked || std::exchange(asked, true)) return;
            world.mailbox.post({{1}, SetField{"optimizer.learning_rate", "0.5"}});
            world.mailbox.post({{2}, SeedTask{task}});
            world.control.poke();
        });
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        for (const CommandApplied& one : world.listener.all<CommandApplied>())
            QVERIFY((one.place == Place{2, Phase::Evaluate}));
        QCOMPARE(answered, 2);

        const auto from = [](const World& of, int first) {
            std::string tasks, attempts, buffers, figures;
            for (const Event& event : of.listener.events) {
                if (const auto* told = std::get_if<TaskProposed>(&event); told && told->proposal.task.step >= first)
                    tasks += fmt::format("task {} of {}\n", told->proposal.task.id.value, told->proposal.task.step);
                if (const auto* graded = std::get_if<AttemptGraded>(&event); graded && graded->step >= first)
                    attempts += fmt::format("{} {} {} {}\n", graded->attempt.id.value, graded->attempt.task.value,
                                            graded->attempt.answer, graded->attempt.sample.advantage);
                if (const auto* change = std::get_if<BufferChanged>(&event); change && change->step >= first)
                    buffers += fmt::format("buffer {} {} {}\n", change->task.value, int(change->action), change->size);
                const auto* measured = std::get_if<MetricsMeasured>(&event);
                if (measured == nullptr || measured->step < first) continue;
                for (const auto& metric : measured->metrics)
                    if (metric.deterministic) figures += fmt::format("{} {}\n", metric.name, metric.value);
            }
            return QString::fromStdString(tasks + attempts + buffers + figures);
        };
        for (const int checkpoint : {1, 2}) {
            World again(place);
            prepared(again);
            again.checkpoints = std::filesystem::path(m_folder.path().toStdString()) / std::to_string(checkpoint);
            Trainer trainer(again.config, again.parts());
            VERIFY_OK(trainer.resume(checkpointFolder(place, checkpoint)));
            again.mailbox.post({{1}, SetField{"optimizer.learning_rate", "0.5"}, Place{2, Phase::Evaluate}, true});
            again.mailbox.post({{2}, SeedTask{task}, Place{2, Phase::Evaluate}, true});
            VERIFY_OK(trainer.run());
            QCOMPARE(again.learner.weights, world.learner.weights);
            QCOMPARE(from(again, checkpoint + 1), from(world, checkpoint + 1));
        }
    }
};

QTEST_GUILESS_MAIN(TestCommandsBetweenSteps)
#include "tst_commands_between_steps.moc"
