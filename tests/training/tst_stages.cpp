/// The stages of a step on a selection of tasks that the test makes.
#include <QtTest>

#include "core/training/stages.h"
#include "tests/support/scripted_world.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::World;

namespace {

/// Proposes and solves nothing by itself, and remembers what was admitted.
class Selection final : public StepTasks {
  public:
    [[nodiscard]] std::vector<selfplay::ProposeJob> proposeJobs(TaskKind kind, int count, const Rng&) const override {
        asked.emplace_back(kind, count);
        return {};
    }
    [[nodiscard]] std::vector<selfplay::SolveJob> solveJobs(const StepWork&) const override { return {}; }
    [[nodiscard]] std::vector<selfplay::SolveJob> solveJobsOfPassed(StepWork&) const override { return {}; }
    Status judge(std::vector<selfplay::Proposal>&, const Rng&) override { return {}; }
    Status admit(const selfplay::Task& task, const Rng&) override {
        admitted.push_back(task.id.value);
        return {};
    }

    mutable std::vector<std::pair<TaskKind, int>> asked;
    std::vector<std::int64_t> admitted;
};

selfplay::Proposal proposal(std::int64_t id, execution::Verdict verdict, bool duplicate = false) {
    selfplay::Proposal made;
    made.task.id = {id};
    made.task.measures.nearDuplicate = duplicate;
    made.verdict = verdict;
    return made;
}

struct Scene {
    explicit Scene(const config::RunConfig& config = test::smallRun())
        : settings(config), loop(settings, world.parts()), kept(config, {1}, {1}) {}

    World world{"unused"};
    config::EffectiveConfig settings;
    LoopContext loop;
    KeptState kept;
    Selection selection;
    Stages stages{loop, kept, selection};
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
        scene.loop.current = 1;
        QVERIFY(scene.stages.propose(scene.work));
        QCOMPARE(scene.selection.asked,
                 (std::vector<std::pair<TaskKind, int>>{{TaskKind::Deduction, 4}, {TaskKind::Induction, 4}}));
        QVERIFY(scene.work.proposals.empty());
    }

    void withNothingToLearnFromThereIsNoUpdate() {
        Scene scene;
        scene.loop.current = 1;
        QVERIFY(scene.stages.update(scene.work));
        QVERIFY(!scene.work.updated);
        QCOMPARE(scene.world.learner.updates, 0);
        QCOMPARE(scene.world.listener.all<AlertRaised>().at(0).code, std::string("empty_batch"));
    }

    void onlyWhatIsAdmissibleAndNotVetoedEntersItsBuffer() {
        Scene scene;
        scene.work.proposals = {proposal(1, execution::Verdict::Ok), proposal(2, execution::Verdict::Exception),
                                proposal(3, execution::Verdict::Ok, true), proposal(4, execution::Verdict::Ok)};
        scene.work.vetoed = {4};
        QVERIFY(scene.stages.store(scene.work));
        QCOMPARE(scene.selection.admitted, (std::vector<std::int64_t>{1}));
        QCOMPARE(scene.work.admitted[TaskKind::Deduction], 1);
    }
};

QTEST_GUILESS_MAIN(TestStages)
#include "tst_stages.moc"
