// Drawing one token from a row of logits, on numbers worked by hand.
#include <QtTest>
#include <cmath>
#include <limits>

#include "core/engine/kernels/sampling_kernels.h"
#include "core/engine/sampling/sampling_math.h"

using azr::Rng;
using azr::engine::drawToken;
using azr::engine::SamplingRule;

namespace {

/// Probabilities .1 .4 .2 .3, shifted by a constant that the softmax must not see.
std::vector<float> tenths() {
    return {std::log(1.0F) + 3, std::log(4.0F) + 3, std::log(2.0F) + 3, std::log(3.0F) + 3};
}

std::vector<double> frequencies(const SamplingRule& rule, int draws, Rng& rng) {
    std::vector<double> counts(4);
    for (int i = 0; i < draws; ++i) {
        std::vector<float> logits = tenths();
        counts[static_cast<std::size_t>(drawToken(logits, rule, rng).token)] += 1.0 / draws;
    }
    return counts;
}

}  // namespace

class SamplingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void drawsFollowTheRule_data();
    void drawsFollowTheRule();
    void logprobIsThatOfTheFullSoftmaxAtTheTemperature();
    void greedyTakesTheLowestOfEqualIds();
    void impossibleTokensAreNeverDrawn();
    void oneNumberIsTakenPerDraw();
    void topKKeepsLowerIdsAmongEquals();
    void topPKeepsTheSmallestSetThatReachesTheMass_data();
    void topPKeepsTheSmallestSetThatReachesTheMass();
    void minPKeepsWhatComesNearTheLikeliest();
    void longRowsAreSummedExactly_data();
    void longRowsAreSummedExactly();
};

void SamplingTest::drawsFollowTheRule_data() {
    QTest::addColumn<float>("temperature");
    QTest::addColumn<float>("topP");
    QTest::addColumn<int>("topK");
    QTest::addColumn<QList<double>>("wanted");
    QTest::newRow("plain") << 1.0F << 1.0F << 0 << QList<double>{.1, .4, .2, .3};
    QTest::newRow("T = 1/2 squares") << 0.5F << 1.0F << 0 << QList<double>{1 / 30., 16 / 30., 4 / 30., 9 / 30.};
    QTest::newRow("top 2") << 1.0F << 1.0F << 2 << QList<double>{0, 4 / 7., 0, 3 / 7.};
    QTest::newRow("nucleus .65") << 1.0F << 0.65F << 0 << QList<double>{0, 4 / 7., 0, 3 / 7.};
    QTest::newRow("nucleus .75") << 1.0F << 0.75F << 0 << QList<double>{0, 4 / 9., 2 / 9., 3 / 9.};
    QTest::newRow("top 3, then nucleus .7 of .9") << 1.0F << 0.7F << 3 << QList<double>{0, 4 / 7., 0, 3 / 7.};
    QTest::newRow("top 1") << 1.0F << 1.0F << 1 << QList<double>{0, 1, 0, 0};
    QTest::newRow("k beyond the vocabulary") << 1.0F << 1.0F << 9 << QList<double>{.1, .4, .2, .3};
}

void SamplingTest::drawsFollowTheRule() {
    QFETCH(float, temperature);
    QFETCH(float, topP);
    QFETCH(int, topK);
    QFETCH(QList<double>, wanted);
    constexpr int kDraws = 40000;
    Rng rng(7);
    const auto seen = frequencies({temperature, topP, topK}, kDraws, rng);
    double chiSquare = 0;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const double found = seen[static_cast<std::size_t>(i)];
        if (wanted[i] == 0)
            QCOMPARE(found, 0.0);
        else
            chiSquare += kDraws * (found - wanted[i]) * (found - wanted[i]) / wanted[i];
    }
    QVERIFY2(chiSquare < 16.3, qPrintable(QString::number(chiSquare)));  // 3 degrees of freedom, p = 0.001
}

void SamplingTest::logprobIsThatOfTheFullSoftmaxAtTheTemperature() {
    const std::vector<double> shares{.1, .4, .2, .3};
    Rng rng(3);
    for (const SamplingRule rule : {SamplingRule{1, 1, 0}, SamplingRule{0.5F, 1, 0}, SamplingRule{1, 0.65F, 0},
                                    SamplingRule{2, 1, 2}, SamplingRule{0.7F, 0.65F, 3, 0.5F}, SamplingRule{0, 1, 0}}) {
        const double power = rule.temperature > 0 ? 1.0 / static_cast<double>(rule.temperature) : 1.0;
        double total = 0;
        for (const double share : shares) total += std::pow(share, power);
        for (int i = 0; i < 50; ++i) {
            std::vector<float> logits = tenths();
            const auto draw = drawToken(logits, rule, rng);
            const double exact = power * std::log(shares[static_cast<std::size_t>(draw.token)]) - std::log(total);
            QVERIFY(std::abs(static_cast<double>(draw.logprob) - exact) < 2e-6);
        }
    }
}

void SamplingTest::greedyTakesTheLowestOfEqualIds() {
    Rng rng(1);
    const auto before = rng.state();
    std::vector<float> logits{0, 2, 1, 2};
    QCOMPARE(drawToken(logits, {0, 1, 0}, rng).token, 1);
    QVERIFY(rng.state() == before);
}

void SamplingTest::impossibleTokensAreNeverDrawn() {
    Rng rng(5);
    const float none = -std::numeric_limits<float>::infinity();
    for (int i = 0; i < 2000; ++i) {
        std::vector<float> logits{none, -1000, 0, none, 0.5F, none};
        const auto token = drawToken(logits, {1, 1, 0}, rng).token;
        QVERIFY(token == 2 || token == 4);
    }
}

void SamplingTest::oneNumberIsTakenPerDraw() {
    Rng drawn(9);
    Rng counted(9);
    std::vector<float> logits = tenths();
    QVERIFY(drawToken(logits, {1, 0.9F, 3}, drawn).token >= 0);
    (void)counted.next();
    QVERIFY(drawn.state() == counted.state());
}

void SamplingTest::topKKeepsLowerIdsAmongEquals() {
    std::vector<float> weights{1, 2, 2, 3, 2};
    azr::engine::keepTopK(weights, 3);
    QCOMPARE(weights, (std::vector<float>{0, 2, 2, 3, 0}));
}

void SamplingTest::topPKeepsTheSmallestSetThatReachesTheMass_data() {
    QTest::addColumn<double>("p");
    QTest::addColumn<QList<float>>("wanted");
    QTest::newRow("tiny p keeps the best") << 1e-9 << QList<float>{0, 4, 0, 0};
    QTest::newRow("reached exactly") << 0.4 << QList<float>{0, 4, 0, 0};
    QTest::newRow("just above") << 0.41 << QList<float>{0, 4, 0, 3};
    QTest::newRow("nearly all") << 0.95 << QList<float>{1, 4, 2, 3};
}

void SamplingTest::topPKeepsTheSmallestSetThatReachesTheMass() {
    QFETCH(double, p);
    QFETCH(QList<float>, wanted);
    std::vector<float> weights{1, 4, 2, 3};
    azr::engine::keepTopP(weights, p);
    QCOMPARE(QList<float>(weights.begin(), weights.end()), wanted);
}

void SamplingTest::minPKeepsWhatComesNearTheLikeliest() {
    Rng rng(5);
    SamplingRule rule;
    rule.minP = 0.6F;  // of .4: only .3 and .4 reach .24
    const auto found = frequencies(rule, 20000, rng);
    QCOMPARE(found[0] + found[2], 0.0);
    QVERIFY(std::abs(found[1] - 4 / 7.) < 0.02);
    rule.minP = 1.0F;
    QCOMPARE(frequencies(rule, 100, rng)[1], 1.0);
    std::vector<float> weights = {1, 4, 2, 3};
    azr::engine::keepMinP(weights, 0.5F);
    QCOMPARE(weights, (std::vector<float>{0, 4, 2, 3}));
}

void SamplingTest::longRowsAreSummedExactly_data() {
    QTest::addColumn<int>("size");
    for (const int size : {1, 3, 15, 16, 17, 63, 64, 65, 109, 1000, 50000})
        QTest::newRow(qPrintable(QString::number(size))) << size;
}

void SamplingTest::longRowsAreSummedExactly() {
    QFETCH(int, size);
    Rng rng(11);
    std::vector<float> values;
    for (int i = 0; i < size; ++i) values.push_back(static_cast<float>(4 * rng.normal()));
    const float peak = azr::engine::highestOf(values);
    QCOMPARE(peak, *std::max_element(values.begin(), values.end()));
    double exact = 0;
    for (const float value : values) exact += std::exp(static_cast<double>(value) - static_cast<double>(peak));
    QVERIFY(std::abs(azr::engine::sumOfWeights(values, peak) / exact - 1) < 1e-6);
    azr::engine::weighLogits(values, peak, 1.0F);
    QVERIFY(std::abs(azr::engine::sumOf(values) / exact - 1) < 1e-6);
}

QTEST_GUILESS_MAIN(SamplingTest)
#include "tst_sampling.moc"
