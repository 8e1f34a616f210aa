/// Equations 4, 5 and 6: the data file row by row, the modes and the departures, hand-worked.
#include <QTest>

#include "core/base/json.h"
#include "core/selfplay/rewards/reward.h"

using namespace azr;
using namespace azr::selfplay;

class TestReward : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void givesTheRewardsOfTheDataFile_data();
    void givesTheRewardsOfTheDataFile();
    void paperModeGivesZeroForAnUnlearnableTask();
    void learnabilityVariants();
    void inductionModes();
    void noveltyScalesOnlyFrequentSignatures();
    void intrinsicExtrasCombine();
    void eachKindHasItsExtras();
    void aProposalIsPenalisedForWhatNobodyLearnsFromAlone();
};

void TestReward::givesTheRewardsOfTheDataFile_data() {
    QTest::addColumn<QString>("row");
    const Json rows = readJson(std::filesystem::path(AZR_TESTS_FOLDER) / "data/rl/rewards.json").value_or(Json());
    QCOMPARE(rows.size(), 34U);
    for (std::size_t i = 0; i < rows.size(); ++i) QTest::addRow("%zu", i) << QString::fromStdString(dumpLine(rows[i]));
}

void TestReward::givesTheRewardsOfTheDataFile() {
    QFETCH(QString, row);
    const Json json = parseJson(row.toStdString()).value_or(Json());
    const config::RewardConfig config;
    const bool format = json["format_ok"].get<bool>();
    if (json["role"] == "propose") {
        const bool valid = json["task_valid"].get<bool>();
        const double s = valid ? json["mean_solve_rate"].get<double>() : 0.0;
        const double r = learnabilityReward(s, config);
        if (json.contains("paper_r_propose")) QCOMPARE(r, json["paper_r_propose"].get<double>());
        QCOMPARE(compositeReward(Role::Propose, format && valid, r, config), json["official_reward"].get<double>());
        return;
    }
    const bool induction = json.contains("hidden_cases");
    const double share = induction ? json["hidden_correct"].get<double>() / json["hidden_cases"].get<double>() : 0.0;
    const bool solved = induction ? share == 1.0 : json["correct"].get<bool>();
    const double r = solverScore(induction ? TaskKind::Induction : TaskKind::Deduction, solved, share, config);
    if (json.contains("paper_r_solve")) QCOMPARE(r, json["paper_r_solve"].get<double>());
    QCOMPARE(compositeReward(Role::Solve, format, r, config), json["official_reward"].get<double>());
}

void TestReward::paperModeGivesZeroForAnUnlearnableTask() {
    config::RewardConfig config;
    config.zeroLearnability = azr::config::ZeroLearnability::Paper;
    QCOMPARE(compositeReward(Role::Propose, true, 0.0, config), 0.0);
    QCOMPARE(compositeReward(Role::Solve, true, 0.0, config), -0.5);
    QCOMPARE(compositeReward(Role::Propose, false, 0.0, config), -1.0);
}

void TestReward::learnabilityVariants() {
    config::RewardConfig config;
    config.learnability = azr::config::Learnability::Parabola;
    QCOMPARE(learnabilityReward(0.5, config), 1.0);
    QCOMPARE(learnabilityReward(0.25, config), 0.75);
    QCOMPARE(learnabilityReward(1.0, config), 0.0);
    config.learnability = config::Learnability::Inverse;
    QCOMPARE(learnabilityReward(0.25, config), 0.75);
    QCOMPARE(learnabilityReward(0.0, config), 1.0);
    QCOMPARE(learnabilityReward(1.0, config), 0.0);
}

void TestReward::inductionModes() {
    config::RewardConfig config;
    config.inductionMode = azr::config::InductionMode::Accuracy;
    QCOMPARE(solverScore(TaskKind::Induction, false, 0.4, config), 0.4);
    QCOMPARE(solverScore(TaskKind::Deduction, false, 0.4, config), 0.0);
    config.inductionMode = azr::config::InductionMode::Any;
    QCOMPARE(solverScore(TaskKind::Induction, false, 0.2, config), 1.0);
    QCOMPARE(solverScore(TaskKind::Induction, false, 0.0, config), 0.0);
}

void TestReward::noveltyScalesOnlyFrequentSignatures() {
    config::RewardConfig config;
    QCOMPARE(noveltyFactor(0, config), 1.0);
    QCOMPARE(noveltyFactor(4, config), 1.0);
    QCOMPARE(noveltyFactor(16, config), 0.25);
    Measures measures;
    measures.signatureCount = 16;
    QCOMPARE(proposerScore(TaskKind::Deduction, 0.5, measures, config), 0.125);
    QCOMPARE(proposerScore(TaskKind::Induction, 0.5, measures, config), 0.5);
    config.noveltyCount = 0;
    QCOMPARE(proposerScore(TaskKind::Deduction, 0.5, measures, config), 0.5);
}

void TestReward::intrinsicExtrasCombine() {
    using Combine = config::IntrinsicCombine;
    config::RewardConfig config;
    Measures measures;
    measures.complexity = 3;  // 0.2 of 15
    measures.diversity = 0.5;
    const auto joined = [&](double r, Combine combine) {
        config.intrinsicCombine = combine;
        return withIntrinsic(r, TaskKind::Deduction, measures, config);
    };
    QCOMPARE(joined(0.5, Combine::Sum), 0.5);  // no extra has a weight
    config.complexityWeight = 1;
    config.diversityWeight = 2;  // extras 0.2, and 1.0 capped to 0.5
    QCOMPARE(joined(0.5, Combine::None), 0.5);
    QCOMPARE(joined(0.5, Combine::Sum), 1.2);
    QCOMPARE(joined(0.5, Combine::Multiply), 0.05);
    QCOMPARE(joined(0.5, Combine::SumMultiply), 0.6);
    QCOMPARE(joined(0.5, Combine::MultiplySum), 0.35);
    for (const Combine combine : {Combine::Sum, Combine::Multiply, Combine::SumMultiply, Combine::MultiplySum})
        QCOMPARE(joined(0.0, combine), 0.0);  // what teaches nothing earns no extra
    config.diversityMax = 0.1;
    QCOMPARE(joined(0.5, Combine::Sum), 0.8);
}

void TestReward::eachKindHasItsExtras() {
    config::RewardConfig config;
    config.intrinsicCombine = config::IntrinsicCombine::Sum;
    config.complexityWeight = config.halsteadWeight = config.distanceWeight = config.diversityWeight = 1;
    config.inputDiversityWeight = config.outputDiversityWeight = 1;
    Measures measures;
    measures.complexity = 1.5;  // 0.1 of 15
    measures.halstead = 0.02;
    measures.distance = 0.003;
    measures.diversity = 0.0004;
    measures.inputDiversity = 0.00005;
    QCOMPARE(withIntrinsic(1.0, TaskKind::Deduction, measures, config), 1.1234);
    QCOMPARE(withIntrinsic(1.0, TaskKind::Error, measures, config), 1.1234);
    QCOMPARE(withIntrinsic(1.0, TaskKind::Abduction, measures, config), 1.12305);
    QCOMPARE(withIntrinsic(1.0, TaskKind::Induction, measures, config), 1.00045);
}

void TestReward::aProposalIsPenalisedForWhatNobodyLearnsFromAlone() {
    config::RewardConfig config;
    QCOMPARE(proposerReward(true, 0.5, 0.75, config), 0.75);
    QCOMPARE(proposerReward(true, 0.5, 0.0, config), 0.0);  // an extra of 0 as a factor
    QCOMPARE(proposerReward(true, 0.0, 0.0, config), -0.5);
    QCOMPARE(proposerReward(false, 0.5, 0.5, config), -1.0);
    config.zeroLearnability = config::ZeroLearnability::Paper;
    QCOMPARE(proposerReward(true, 0.0, 0.0, config), 0.0);
}

QTEST_GUILESS_MAIN(TestReward)
#include "tst_reward.moc"
