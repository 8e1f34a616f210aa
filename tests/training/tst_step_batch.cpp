// What a step trains on: who takes part, how it was drawn, and what is left of an update that was stopped.
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

#include "core/telemetry/meters.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::World;

namespace {

std::filesystem::path path(const QTemporaryDir& folder, const char* name) {
    return std::filesystem::path(folder.path().toStdString()) / name;
}

bool solves(int stream) {
    return selfplay::streamAt(stream).role == selfplay::Role::Solve;
}

}  // namespace

class StepBatchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aCancelledUpdateLeavesNothingBehind();
    void rolloutsAreDrawnFromTheWholeDistribution_data();
    void rolloutsAreDrawnFromTheWholeDistribution();
    void anUntrainedProposerIsRewardedOnly();
    void solverOnlyStepsTrainOnTheBuffers();
    void rolloutsEstimateLearnabilityAndTrain();
    void withoutTrainingOnRolloutsOneMoreAttemptTrains();

  private:
    QTemporaryDir m_folder;
};

void StepBatchTest::aCancelledUpdateLeavesNothingBehind() {
    const auto config = [](World& world) { world.config.loss.miniBatches = 3; };
    World whole(path(m_folder, "uncancelled"));
    config(whole);
    VERIFY_OK(Trainer(whole.config, whole.parts()).run());

    World killed(path(m_folder, "cancelled"));
    config(killed);
    killed.learner.afterFirstStep = [&]() -> Status {
        if (killed.learner.updates == 2) killed.control.requestStop();
        return killed.control.checkpoint();
    };
    const Status stopped = Trainer(killed.config, killed.parts()).run();
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(!std::filesystem::exists(killed.checkpoints / "step-3"));

    World again(path(m_folder, "cancelled"));
    config(again);
    Trainer trainer(again.config, again.parts());
    VERIFY_OK(trainer.resume(*newestCheckpoint(again.checkpoints)));
    QCOMPARE(trainer.stepsDone(), 2);
    VERIFY_OK(trainer.run());
    QCOMPARE(again.learner.weights, whole.learner.weights);
    QCOMPARE(again.learner.updates, whole.learner.updates);
    QVERIFY(again.learner.weights != killed.learner.weights);
}

void StepBatchTest::rolloutsAreDrawnFromTheWholeDistribution_data() {
    QTest::addColumn<bool>("shaped");
    QTest::newRow("whole distribution") << false;
    QTest::newRow("asked to be shaped") << true;
}

void StepBatchTest::rolloutsAreDrawnFromTheWholeDistribution() {
    QFETCH(bool, shaped);
    World world(path(m_folder, shaped ? "shaped" : "unshaped"));
    world.config.steps = 1;
    world.config.selfplay.trainOnRollouts = false;
    world.config.advantage.solverBaseline = config::SolverBaseline::Stream;
    world.config.sampling.temperature = 0.7;
    world.config.sampling.topP = 0.9;
    world.config.sampling.topK = 20;
    world.config.sampling.shapeRollouts = shaped;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    int rollouts = 0, others = 0;
    for (const auto& request : world.sampler.requests) {
        const bool rollout = request.count == world.config.selfplay.rollouts;
        (rollout ? rollouts : others) += 1;
        QCOMPARE(request.temperature, rollout ? 1.0F : 0.7F);
        QCOMPARE(request.topP, rollout && !shaped ? 1.0F : 0.9F);
        QCOMPARE(request.topK, rollout && !shaped ? 0 : 20);
    }
    QVERIFY(rollouts > 0 && others > 0);
    // The loss hears of the temperature that drew.
    for (const auto& sequence : world.learner.last) QCOMPARE(sequence.temperature, static_cast<double>(0.7F));
}

void StepBatchTest::anUntrainedProposerIsRewardedOnly() {
    World world(path(m_folder, "untrained"));
    world.config.steps = 1;
    world.config.selfplay.trainProposer = false;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    QVERIFY(!world.learner.last.empty());
    for (const auto& sequence : world.learner.last) QVERIFY(solves(sequence.stream));
    double highest = 0;
    for (const auto& scored : world.listener.all<TaskScored>()) {
        QCOMPARE(scored.advantage, 0.0);
        highest = std::max(highest, scored.reward);
    }
    QVERIFY(highest > 0);
    const auto measured = world.listener.all<MetricsMeasured>();
    std::set<std::string> names;
    for (const auto& metric : measured.front().metrics) names.insert(metric.name);
    QVERIFY(names.contains("reward/mean/propose.deduction") && names.contains("valid/rate/propose.deduction"));
    QVERIFY(!names.contains("advantage/std/propose.deduction"));
    QVERIFY(names.contains("advantage/std/solve.deduction"));
    const auto changes = world.listener.all<BufferChanged>();
    QVERIFY(std::ranges::any_of(changes, [](const BufferChanged& change) { return change.step == 1; }));
}

void StepBatchTest::solverOnlyStepsTrainOnTheBuffers() {
    World world(path(m_folder, "solver only"));
    world.config.steps = 3;
    world.config.selfplay.solverOnlySteps = 2;
    std::map<int, int> proposed, attempted;
    std::map<int, std::set<bool>> solving;  // of the batches, by step
    world.listener.onEvent = [&](const Event& event) {
        if (const auto* task = std::get_if<TaskProposed>(&event)) ++proposed[task->proposal.task.step];
        if (const auto* graded = std::get_if<AttemptGraded>(&event)) {
            ++attempted[graded->step];
            if (graded->step <= 2) QVERIFY(graded->attempt.use == selfplay::AttemptUse::Train);
        }
        if (const auto* finished = std::get_if<StepFinished>(&event))
            for (const auto& sequence : world.learner.last) solving[finished->step].insert(solves(sequence.stream));
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    QVERIFY(proposed[0] > 0);  // seeds
    QCOMPARE(proposed[1] + proposed[2], 0);
    QCOMPARE(proposed[3], 12);
    for (const int step : {1, 2, 3}) QVERIFY(attempted[step] >= 12);
    for (const int step : {1, 2}) QCOMPARE(solving[step], std::set{true});
    QCOMPARE(solving[3], (std::set{false, true}));
    // Whatever is measured of proposals is absent, not zero.
    for (const auto& measured : world.listener.all<MetricsMeasured>())
        for (const auto& metric : measured.metrics)
            if (measured.step <= 2) QVERIFY2(!metric.name.ends_with("/propose.deduction"), metric.name.c_str());
}

void StepBatchTest::rolloutsEstimateLearnabilityAndTrain() {
    World world(path(m_folder, "rollouts"));
    world.config.steps = 1;
    world.config.advantage.solverBaseline = azr::config::SolverBaseline::Stream;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    std::map<std::int64_t, std::pair<int, int>> solved;  // of each task: rollouts, successes
    std::size_t trained = 0;
    for (const auto& graded : world.listener.all<AttemptGraded>()) {
        trained += graded.attempt.sample.trained ? 1 : 0;
        if (graded.attempt.use != selfplay::AttemptUse::Rollout) continue;
        ++solved[graded.attempt.task.value].first;
        solved[graded.attempt.task.value].second += graded.attempt.solved() ? 1 : 0;
    }
    QVERIFY(!solved.empty());
    for (const auto& scored : world.listener.all<TaskScored>()) {
        const auto counts = solved.find(scored.task.value);
        if (counts == solved.end()) continue;
        QCOMPARE(counts->second.first, 4);
        QCOMPARE(scored.learnability, counts->second.second / 4.0);
    }
    const auto proposals = world.listener.all<TaskScored>().size();
    QCOMPARE(world.learner.last.size(), trained + proposals);
    for (const auto& request : world.sampler.requests) QCOMPARE(request.temperature, 1.0F);
}

void StepBatchTest::withoutTrainingOnRolloutsOneMoreAttemptTrains() {
    World world(path(m_folder, "separate"));
    world.config.steps = 1;
    world.config.selfplay.trainOnRollouts = false;
    world.config.advantage.solverBaseline = azr::config::SolverBaseline::Stream;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    int trained = 0;
    for (const auto& graded : world.listener.all<AttemptGraded>()) {
        QCOMPARE(graded.attempt.sample.trained, graded.attempt.use == selfplay::AttemptUse::Train);
        if (graded.attempt.sample.trained)
            ++trained;
        else
            QCOMPARE(graded.attempt.sample.advantage, 0.0);
    }
    QCOMPARE(trained, 3 * world.config.selfplay.solvesPerKind);

    // Two sets of attempts, two names: neither figure mixes them.
    std::map<std::string, telemetry::Summary> solved;
    for (const auto& graded : world.listener.all<AttemptGraded>()) {
        const bool rollout = graded.attempt.use == selfplay::AttemptUse::Rollout;
        const std::string kind(name(graded.attempt.sample.stream.kind));
        solved["solve/rate/" + std::string(rollout ? "rollout." : "solve.") + kind].add(graded.attempt.solved());
    }
    std::map<std::string, double> measured;
    const auto facts = world.listener.all<MetricsMeasured>();
    for (const auto& metric : facts.back().metrics) measured[metric.name] = metric.value;
    QCOMPARE(solved.size(), 6U);
    bool differ = false;
    for (const auto& [metric, summary] : solved) QCOMPARE(measured.at(metric), summary.mean());
    for (const TaskKind kind : selfplay::shownKinds({}))
        differ |= measured.at("solve/rate/solve." + std::string(name(kind))) !=
                  measured.at("solve/rate/rollout." + std::string(name(kind)));
    QVERIFY(differ);
}

QTEST_GUILESS_MAIN(StepBatchTest)
#include "tst_step_batch.moc"
