// Decimation and smoothing on numbers worked by hand.
#include <QTest>
#include <cmath>
#include <limits>

#include "widgets/charts/decimate.h"

using namespace azr::widgets;

class TestDecimate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void shortCurvesStayAsTheyAre() {
        const QList<QPointF> points{{1, 5}, {2, 3}, {3, 4}};
        QCOMPARE(decimate(points, 4), points);
    }

    void everyBucketKeepsItsLowestAndHighest() {
        // First and last stay; of the 8 between, two buckets of 4 keep their minimum and maximum, in order of x.
        const QList<QPointF> points{{0, 0}, {1, 1}, {2, 9}, {3, 2}, {4, -3}, {5, 4}, {6, 4}, {7, 8}, {8, -1}, {9, 5}};
        const QList<QPointF> expected{{0, 0}, {2, 9}, {4, -3}, {7, 8}, {8, -1}, {9, 5}};
        QCOMPARE(decimate(points, 6), expected);
    }

    void aSpikeAmongManyPointsSurvives() {
        QList<QPointF> points;
        for (int i = 0; i < 100000; ++i) points.append({double(i), i == 54321 ? 1e6 : std::sin(i)});
        const QList<QPointF> kept = decimate(points, 2000);
        QVERIFY(kept.size() <= 2000);
        QVERIFY(kept.contains(QPointF(54321, 1e6)));
        QCOMPARE(kept.front(), points.front());
        QCOMPARE(kept.back(), points.back());
        for (qsizetype i = 1; i < kept.size(); ++i) QVERIFY(kept.at(i - 1).x() < kept.at(i).x());
    }

    void smoothingIsABiasCorrectedAverage() {
        // f = 0.5: 2; (0.5*2*0.5 + 0.5*6) / 0.75 = 3.5/0.75; then (0.5*3.5 + 0.5*4) / 0.875.
        const QList<QPointF> result = smoothed({{0, 2}, {1, 6}, {2, 4}}, 0.5);
        QCOMPARE(result.size(), 3);
        QCOMPARE(result.at(0).y(), 2.0);
        QCOMPARE(result.at(1).y(), 3.5 / 0.75);
        QCOMPARE(result.at(2).y(), 3.75 / 0.875);
    }

    void undefinedValuesAreDropped() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(smoothed({{0, 1}, {1, nan}, {2, 3}}, 0), (QList<QPointF>{{0, 1}, {2, 3}}));
    }

    void aRangeComesWithItsNeighbours() {
        const QList<QPointF> points{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}};
        QCOMPARE(between(points, 1.5, 2.5), (QList<QPointF>{{1, 1}, {2, 2}, {3, 3}}));
        QCOMPARE(between(points, 2, 2), (QList<QPointF>{{1, 1}, {2, 2}, {3, 3}}));
        QCOMPARE(between(points, -5, 50), points);
    }

    void ticksAreRound_data() {
        QTest::addColumn<double>("span");
        QTest::addColumn<double>("step");
        QTest::newRow("one") << 1.0 << 0.5;  // 0.25 is not round
        QTest::newRow("hundred") << 100.0 << 50.0;
        QTest::newRow("seven") << 7.0 << 2.0;
        QTest::newRow("small") << 0.04 << 0.01;
        QTest::newRow("nothing") << 0.0 << 1.0;
    }
    void ticksAreRound() {
        QFETCH(double, span);
        QFETCH(double, step);
        QVERIFY(std::abs(niceStep(span, 4) - step) < 1e-12);
    }
};

QTEST_GUILESS_MAIN(TestDecimate)
#include "tst_decimate.moc"
