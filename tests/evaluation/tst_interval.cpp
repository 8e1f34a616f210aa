// Wilson's interval on hand-worked numbers, and that of a share whose units come in clusters: by hand, and held against
// the truth in many drawn samples.
#include <QtTest>
#include <cmath>
#include <vector>

#include "core/base/rng.h"
#include "core/evaluation/interval.h"

using azr::Rng;
using azr::evaluation::wilson;
using azr::telemetry::ClusteredShare;
using azr::telemetry::studentQuantile;

namespace {

using Clusters = std::vector<std::pair<int, int>>;  // hits and units

ClusteredShare shareOf(const Clusters& clusters) {
    ClusteredShare share;
    for (const auto& [hits, total] : clusters) share.add(hits, total);
    return share;
}

}  // namespace

class TestInterval : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matchesHandWorkedNumbers_data() {
        QTest::addColumn<qint64>("hits");
        QTest::addColumn<qint64>("total");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // z = 1.96, z^2 = 3.8415: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
        QTest::newRow("half of ten") << qint64{5} << qint64{10} << 0.2366 << 0.7634;
        QTest::newRow("none of ten") << qint64{0} << qint64{10} << 0.0 << 0.2775;
        QTest::newRow("all of ten") << qint64{10} << qint64{10} << 0.7225 << 1.0;
        QTest::newRow("45% of 400") << qint64{180} << qint64{400} << 0.4019 << 0.4990;
        QTest::newRow("nothing counted") << qint64{0} << qint64{0} << 0.0 << 1.0;
    }
    void matchesHandWorkedNumbers() {
        QFETCH(qint64, hits);
        QFETCH(qint64, total);
        QFETCH(double, low);
        QFETCH(double, high);
        const auto interval = wilson(hits, total);
        QVERIFY2(std::abs(interval.low - low) < 1e-4, qPrintable(QString::number(interval.low)));
        QVERIFY2(std::abs(interval.high - high) < 1e-4, qPrintable(QString::number(interval.high)));
    }

    void studentsQuantilesAreThoseOfTheTables() {
        QCOMPARE(studentQuantile(1), 12.706);
        QCOMPARE(studentQuantile(10), 2.228);
        QVERIFY(std::abs(studentQuantile(60) - 2.000) < 0.003);
        QVERIFY(std::abs(studentQuantile(120) - 1.980) < 0.003);
    }

    void clustersAreWorthLessThanTheirUnits_data() {
        QTest::addColumn<Clusters>("clusters");
        QTest::addColumn<double>("worth");
        // p = 1/2; deviations from 4 of 8: -2, 0, 0, 2, -2, 2, 0, 0, -1, 1, whose squares add up to 18; V = 10/9 * 18 /
        // 80^2 = 1/320; 1/4 / V = 80, times (1.95996 / 2.262)^2 = 0.750777.
        QTest::newRow("ten tasks of eight")
            << Clusters{{2, 8}, {4, 8}, {4, 8}, {6, 8}, {2, 8}, {6, 8}, {4, 8}, {4, 8}, {3, 8}, {5, 8}} << 60.0622;
        // Squares 16 + 16; V = 4/3 * 32 / 32^2 = 1/24: worth 6, times (1.95996 / 3.182)^2 less than the four tasks.
        QTest::newRow("never fewer than the tasks") << Clusters{{0, 8}, {8, 8}, {4, 8}, {4, 8}} << 4.0;
        QTest::newRow("never more than the units") << Clusters{{4, 8}, {4, 8}, {4, 8}} << 24.0;
        QTest::newRow("none solved") << Clusters{{0, 8}, {0, 8}, {0, 8}} << 3.0;
        QTest::newRow("all solved") << Clusters{{8, 8}, {8, 8}} << 2.0;
        QTest::newRow("one task") << Clusters{{3, 8}} << 1.0;
        // (sum m)^2 / sum m^2 = 20^2 / (16 * 16 + 4 * 1)
        QTest::newRow("one task outweighs the others")
            << Clusters{{16, 16}, {1, 1}, {1, 1}, {1, 1}, {1, 1}} << 400 / 260.0;
        QTest::newRow("nothing counted") << Clusters{{0, 0}} << 0.0;
    }
    void clustersAreWorthLessThanTheirUnits() {
        QFETCH(const Clusters, clusters);
        QFETCH(const double, worth);
        const double found = shareOf(clusters).effectiveCount();
        QVERIFY2(std::abs(found - worth) < 2e-4, qPrintable(QString::number(found)));
    }

    /// Units that are clusters of their own are independent: Wilson's interval, but for what few units leave open.
    void singleUnitsAreIndependent() {
        ClusteredShare share;
        share.add(1, 1, 180);
        share.add(0, 1, 220);
        QVERIFY(std::abs(share.effectiveCount() - 400) < 5);
        QCOMPARE(share.share(), 0.45);
        QVERIFY(std::abs(wilson(share).low - wilson(180, 400).low) < 1e-3);
    }

    /// Tasks of a solve rate of their own, eight attempts at each: how many of the intervals hold the mean rate.
    void theIntervalHoldsTheTruthNineteenTimesInTwenty_data() {
        QTest::addColumn<int>("tasks");
        QTest::addColumn<int>("kinds");  // tasks are equally often of so many rates, from 0.1 to 0.9
        QTest::newRow("8 tasks, three rates") << 8 << 3;
        QTest::newRow("16 tasks, two rates") << 16 << 2;
        QTest::newRow("24 tasks, nine rates") << 24 << 9;
        QTest::newRow("64 tasks, two rates") << 64 << 2;
        QTest::newRow("64 tasks, one rate") << 64 << 1;
    }
    void theIntervalHoldsTheTruthNineteenTimesInTwenty() {
        QFETCH(const int, tasks);
        QFETCH(const int, kinds);
        constexpr int kSamples = 4000, kAttempts = 8;
        Rng rng(20261130);
        int held = 0, heldNaively = 0;
        for (int sample = 0; sample < kSamples; ++sample) {
            ClusteredShare share;
            int solved = 0;
            for (int task = 0; task < tasks; ++task) {
                const auto kind = static_cast<int>(rng.below(static_cast<std::uint64_t>(kinds)));
                const double rate = kinds == 1 ? 0.5 : 0.1 + 0.8 * kind / (kinds - 1);
                int hits = 0;
                for (int attempt = 0; attempt < kAttempts; ++attempt) hits += rng.uniform() < rate ? 1 : 0;
                share.add(hits, kAttempts);
                solved += hits;
            }
            const auto holds = [](const azr::evaluation::Interval& interval) {
                return interval.low <= 0.5 && 0.5 <= interval.high;
            };
            held += holds(wilson(share)) ? 1 : 0;
            heldNaively += holds(wilson(solved, tasks * kAttempts)) ? 1 : 0;
        }
        const double coverage = held / double(kSamples), naive = heldNaively / double(kSamples);
        QVERIFY2(coverage > 0.94 && coverage < 0.98, qPrintable(QString::number(coverage)));
        if (kinds > 1) QVERIFY2(naive < 0.80, qPrintable(QString::number(naive)));
    }
};

QTEST_GUILESS_MAIN(TestInterval)
#include "tst_interval.moc"
