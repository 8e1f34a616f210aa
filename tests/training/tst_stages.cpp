/// The stages of a step, each on work that the test makes.
#include <QtTest>

#include "core/training/stages.h"
#include "tests/support/loop_parts.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::LoopParts;

namespace {

struct Scene {
    explicit Scene(const config::RunConfig& config = test::smallRun()) : parts(config) {}

    /// A proposal of the step under way with an id of its own; ids begin at 1.
    void propose(execution::Verdict verdict, bool duplicate = false) {
        work.proposals.push_back(LoopParts::proposed(TaskKind::Deduction, 5));
        selfplay::Proposal& made = work.proposals.back();
        made.task.id = parts.kept.newTask();
        made.task.measures.nearDuplicate = duplicate;
        made.verdict = verdict;
    }

    LoopParts parts;
    Stages stages{parts.loop, parts.kept, parts.jobs, parts.admission, parts.review};
    StepWork work;
};

}  // namespace

class TestStages : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyKindThatIsOnProposes() {
        config::RunConfig config = test::smallRun();
        config.selfplay.abduction = false;
        Scene scene(config);
        for (const TaskKind kind : selfplay::kKinds) scene.parts.put(kind, 5);
        scene.parts.loop.current = 1;
        QVERIFY(scene.stages.propose(scene.work));
        selfplay::PerKind<int> proposed;
        for (const auto& one : scene.work.proposals) ++proposed[one.task.kind];
        QCOMPARE(proposed[TaskKind::Deduction], 4);
        QCOMPARE(proposed[TaskKind::Abduction], 0);
        QCOMPARE(proposed[TaskKind::Induction], 4);
        QCOMPARE(proposed[TaskKind::Error], 0);
    }

    void withNothingToLearnFromThereIsNoUpdate() {
        Scene scene;
        scene.parts.loop.current = 1;
        QVERIFY(scene.stages.update(scene.work));
        QVERIFY(!scene.work.updated);
        QCOMPARE(scene.parts.world.learner.updates, 0);
        QCOMPARE(scene.parts.world.listener.all<AlertRaised>().at(0).code, std::string("empty_batch"));
    }

    void onlyWhatIsAdmissibleAndNotVetoedEntersItsBuffer() {
        Scene scene;
        scene.propose(execution::Verdict::Ok);
        scene.propose(execution::Verdict::Exception);
        scene.propose(execution::Verdict::Ok, true);
        scene.propose(execution::Verdict::Ok);
        scene.work.vetoed = {4};
        QVERIFY(scene.stages.store(scene.work));
        const auto& buffer = scene.parts.kept.buffer(TaskKind::Deduction);
        QCOMPARE(buffer.size(), 1U);
        QCOMPARE(buffer.at(0).id.value, std::int64_t{1});
        QCOMPARE(scene.work.admitted[TaskKind::Deduction], 1);
    }
};

QTEST_GUILESS_MAIN(TestStages)
#include "tst_stages.moc"
