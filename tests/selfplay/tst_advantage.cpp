/// TRR++ by hand: one normalisation per stream, token weights, the task-centred departure, masks.
#include <QTest>
#include <cmath>

#include "core/selfplay/rewards/advantage.h"
#include "core/selfplay/rewards/task_class.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) < 1e-6;
}

}  // namespace

class TestAdvantage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void whitensAStream();
    void aFlatStreamGivesNothing();
    void longAnswersWeighMoreOverTokens();
    void taskCentredRemovesTheTasksDifficulty();
    void classesOfProposalsDoNotCompete();
    void streamsDoNotMix();
    void maskedSamplesShiftNobody();
    void roleWeightsScale();
};

void TestAdvantage::whitensAStream() {
    // mean 0.25, deviations .75 -.75 -.75 .75: std 0.75
    const auto a = whitened(std::vector{1.0, -0.5, -0.5, 1.0});
    QVERIFY(close(a[0], 1) && close(a[1], -1) && close(a[2], -1) && close(a[3], 1));
    // mean 0, std sqrt((4 + 1 + 1) / 3) = sqrt 2
    const auto b = whitened(std::vector{2.0, -1.0, -1.0});
    QVERIFY(close(b[0], std::sqrt(2.0)) && close(b[1], -std::sqrt(0.5)));
}

void TestAdvantage::aFlatStreamGivesNothing() {
    QCOMPARE(whitened(std::vector{0.3, 0.3, 0.3}), (std::vector{0.0, 0.0, 0.0}));
    QCOMPARE(whitened(std::vector{-1.0}), (std::vector{0.0}));
    QVERIFY(whitened({}).empty());
}

void TestAdvantage::longAnswersWeighMoreOverTokens() {
    // Rewards 1 (1 token) and 0 (3 tokens): mean 0.25, variance (0.75^2 + 3 x 0.25^2) / 4 = 0.1875
    const auto a = whitened(std::vector{1.0, 0.0}, std::vector{1.0, 3.0});
    QVERIFY(close(a[0], 0.75 / std::sqrt(0.1875)));
    QVERIFY(close(a[1], -0.25 / std::sqrt(0.1875)));
}

void TestAdvantage::taskCentredRemovesTheTasksDifficulty() {
    // Task 1: 1, 0 (mean 0.5); task 2: 1, 1 (flat). Stream: mean 0.75, std sqrt(3/16).
    const double deviation = std::sqrt(3.0 / 16.0);
    const auto a = groupCentred(std::vector{1.0, 0.0, 1.0, 1.0}, std::vector<std::int64_t>{1, 1, 2, 2});
    QVERIFY(close(a[0], 0.5 / deviation) && close(a[1], -0.5 / deviation));
    QCOMPARE(a[2], 0.0);
    QCOMPARE(a[3], 0.0);
}

void TestAdvantage::classesOfProposalsDoNotCompete() {
    // Loops over lists: 0.5, -1; straight programs on numbers: 0.75; one without a program: -1. Mean -0.1875.
    const int loop = taskClass("def f(x):\n    for i in x:\n        x = [i]\n    return x", "[1]");
    const int other = taskClass("def f(x):\n    return [-i for i in x]", "[1, 2], 3");
    const int straight = taskClass("def f(x):\n    return x + 1", "-4");
    QCOMPARE(loop, other);
    QVERIFY(loop != straight && straight != taskClass("def f(x):\n    return x + 1", "'a'"));
    QVERIFY(straight != taskClass("def f(x):\n    if x > 1:\n        x = 2\n    return x", "4"));
    QCOMPARE(taskClass("", ""), -1);
    const std::vector<ScoredSample> samples = {
        {0, loop, 0.5, 5, false}, {0, other, -1.0, 5, false}, {0, straight, 0.75, 5, false}, {0, -1, -1.0, 5, false}};
    config::AdvantageConfig config;
    config.proposerWeight = 1;
    config.proposerBaseline = azr::config::ProposerBaseline::Class;
    const double deviation = moments(std::vector{0.5, -1.0, 0.75, -1.0}).deviation;
    const auto a = advantages(samples, config);
    QVERIFY(close(a[0], 0.75 / deviation) && close(a[1], -0.75 / deviation));
    QCOMPARE(a[2], 0.0);
    QVERIFY(close(a[3], (-1.0 + 0.1875) / deviation));
    config.proposerBaseline = azr::config::ProposerBaseline::Stream;
    QVERIFY(close(advantages(samples, config)[2], (0.75 + 0.1875) / deviation));
}

void TestAdvantage::streamsDoNotMix() {
    config::AdvantageConfig config;
    config.proposerBaseline = azr::config::ProposerBaseline::Stream;
    config.solverBaseline = azr::config::SolverBaseline::Stream;
    config.proposerWeight = 1;
    const std::vector<ScoredSample> samples = {
        {0, 1, 1.0, 5, false}, {0, 2, 0.0, 5, false}, {3, 1, 100.0, 5, false}, {3, 1, 98.0, 5, false}};
    const auto a = advantages(samples, config);
    QVERIFY(close(a[0], 1) && close(a[1], -1) && close(a[2], 1) && close(a[3], -1));
}

void TestAdvantage::maskedSamplesShiftNobody() {
    config::AdvantageConfig config;
    config.proposerBaseline = azr::config::ProposerBaseline::Stream;
    config.proposerWeight = 1;
    const std::vector<ScoredSample> samples = {{0, 1, 1.0, 5, false}, {0, 2, -50.0, 5, true}, {0, 3, 0.0, 5, false}};
    const auto a = advantages(samples, config);
    QVERIFY(close(a[0], 1) && close(a[2], -1));
    QCOMPARE(a[1], 0.0);
}

void TestAdvantage::roleWeightsScale() {
    config::AdvantageConfig config;
    config.proposerBaseline = azr::config::ProposerBaseline::Stream;
    config.proposerWeight = 0.5;
    config.solverWeight = 2;
    config.solverBaseline = azr::config::SolverBaseline::Task;
    const std::vector<ScoredSample> samples = {
        {1, 1, 1.0, 5, false}, {1, 2, 0.0, 5, false}, {4, 1, 1.0, 5, false}, {4, 1, 0.0, 5, false}};
    const auto a = advantages(samples, config);
    QVERIFY(close(a[0], 0.5) && close(a[1], -0.5) && close(a[2], 2) && close(a[3], -2));
}

QTEST_GUILESS_MAIN(TestAdvantage)
#include "tst_advantage.moc"
