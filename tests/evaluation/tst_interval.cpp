// Wilson's interval on hand-worked numbers.
#include <QtTest>

#include "core/evaluation/interval.h"

using azr::evaluation::wilson;

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
};

QTEST_GUILESS_MAIN(TestInterval)
#include "tst_interval.moc"
