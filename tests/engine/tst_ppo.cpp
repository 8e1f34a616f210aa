#include <QtTest>
#include <cmath>

#include "core/engine/learning/ppo.h"

using azr::engine::LossTotals;
using azr::engine::ppoToken;
using azr::engine::referenceKl;
using azr::engine::tokenWeights;
using azr::policy::LossOptions;
using azr::policy::Sequence;

namespace {

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

Sequence sequenceOf(int prompt, int response) {
    Sequence sequence;
    sequence.tokens.assign(static_cast<std::size_t>(prompt) + static_cast<std::size_t>(response), 0);
    sequence.promptLength = prompt;
    return sequence;
}

}  // namespace

class PpoTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tokenLoss_data() {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("advantage");
        QTest::addColumn<double>("clipHigh");
        QTest::addColumn<double>("dualClip");
        QTest::addColumn<double>("loss");
        QTest::addColumn<double>("derivative");
        QTest::addColumn<bool>("clipped");
        // By hand: -min(r A, clip(r, 0.8, 1 + high) A); the derivative by log r is -r A where the free branch is taken.
        QTest::newRow("on policy") << 1.0 << 2.0 << 0.2 << 0.0 << -2.0 << -2.0 << false;
        QTest::newRow("inside the band") << 1.1 << 1.0 << 0.2 << 0.0 << -1.1 << -1.1 << false;
        QTest::newRow("good and too likely already") << 1.5 << 1.0 << 0.2 << 0.0 << -1.2 << 0.0 << true;
        QTest::newRow("clip-higher leaves more room") << 1.25 << 1.0 << 0.28 << 0.0 << -1.25 << -1.25 << false;
        QTest::newRow("clip-higher clips too") << 1.5 << 1.0 << 0.28 << 0.0 << -1.28 << 0.0 << true;
        QTest::newRow("good but unlikely is not clipped") << 0.5 << 1.0 << 0.2 << 0.0 << -0.5 << -0.5 << false;
        QTest::newRow("bad and too unlikely already") << 0.5 << -1.0 << 0.2 << 0.0 << 0.8 << 0.0 << true;
        QTest::newRow("bad and likely is not clipped") << 5.0 << -1.0 << 0.2 << 0.0 << 5.0 << 5.0 << false;
        QTest::newRow("dual clip bounds it") << 5.0 << -1.0 << 0.2 << 3.0 << 3.0 << 0.0 << true;
        QTest::newRow("dual clip not reached") << 2.0 << -1.0 << 0.2 << 3.0 << 2.0 << 2.0 << false;
        QTest::newRow("dual clip is for bad ones only") << 0.5 << 1.0 << 0.2 << 3.0 << -0.5 << -0.5 << false;
        QTest::newRow("no advantage") << 1.7 << 0.0 << 0.2 << 0.0 << 0.0 << 0.0 << false;
    }
    void tokenLoss() {
        QFETCH(double, ratio);
        QFETCH(double, advantage);
        QFETCH(double, clipHigh);
        QFETCH(double, dualClip);
        LossOptions options;
        options.clipHigh = clipHigh;
        options.dualClip = dualClip;
        const auto token = ppoToken(-1.0 + std::log(ratio), -1.0, advantage, options);
        QVERIFY(near(token.ratio, ratio));
        QTEST(token.clipped, "clipped");
        QFETCH(double, loss);
        QFETCH(double, derivative);
        QVERIFY2(near(token.policy, loss), qPrintable(QString::number(token.policy)));
        QVERIFY2(near(token.policyDerivative, derivative), qPrintable(QString::number(token.policyDerivative)));
    }

    void approximateKlIsZeroOnPolicyAndPositiveElsewhere() {
        QVERIFY(near(ppoToken(-2.0, -2.0, 1.0, {}).approximateKl, 0.0));
        QVERIFY(near(ppoToken(-2.0 + std::log(2.0), -2.0, 1.0, {}).approximateKl, 1.0 - std::log(2.0)));
    }

    void referenceKlDerivativeIsThatOfItsValue() {
        const double h = 1e-6;
        for (const double logprob : {-0.5, -1.0, -3.0}) {
            const double slope =
                (referenceKl(logprob + h, -1.0).value - referenceKl(logprob - h, -1.0).value) / (2 * h);
            QVERIFY(std::abs(slope - referenceKl(logprob, -1.0).derivative) < 1e-6);
        }
        QVERIFY(near(referenceKl(-1.0, -1.0).value, 0.0));
    }

    void weightsAreThoseOfTheWholeBatch() {
        const std::vector<Sequence> batch{sequenceOf(3, 1), sequenceOf(2, 3)};
        QVERIFY((tokenWeights(batch, false) == std::vector<double>{0.25, 0.25}));
        QVERIFY((tokenWeights(batch, true) == std::vector<double>{0.5, 1.0 / 6.0}));
    }

    void totalsAverageOverTokensAndStreams() {
        LossOptions options;
        options.entropyBonus = 0.1;
        LossTotals totals;
        // Two tokens of weight 1/2: on policy with A = 2 (loss -2), and r = 1.5 with A = 1 (clipped, loss -1.2).
        totals.add(ppoToken(-1, -1, 2.0, options), 0.4, -1, -1, {}, 0.5, 0, options);
        totals.add(ppoToken(-1 + std::log(1.5), -1, 1.0, options), 0.8, -1 + std::log(1.5), -1, {}, 0.5, 2, options);
        const auto stats = totals.finish();
        QVERIFY(near(stats.policyLoss, -1.6));
        QVERIFY(near(stats.entropy, 0.6));
        QVERIFY(near(stats.loss, -1.6 - 0.1 * 0.6));
        QVERIFY(near(stats.ratioMean, 1.25));
        QVERIFY(near(stats.ratioMax, 1.5));
        QVERIFY(near(stats.clipFraction, 0.5));
        QVERIFY(near(stats.logprobGap, std::log(1.5) / 2));
        QCOMPARE(stats.streamEntropy.size(), std::size_t{3});
        QVERIFY(near(stats.streamEntropy[0], 0.4));
        QVERIFY(std::isnan(stats.streamEntropy[1]));
        QVERIFY(near(stats.streamEntropy[2], 0.8));
    }
};

QTEST_GUILESS_MAIN(PpoTest)
#include "tst_ppo.moc"
