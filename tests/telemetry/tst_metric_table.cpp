/// Summaries by hand; and every metric has its row in the table.
#include <QTest>
#include <cmath>

#include "core/telemetry/meters.h"
#include "core/telemetry/metric_table.h"
#include "core/telemetry/span.h"

using namespace azr::telemetry;

class TestMetricTable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void summaryKeepsMomentsAndExtremes();
    void numbersThatAreNotFiniteAreLeftOut();
    void spansAddUp();
    void everyRowSaysWhatItIsAndHowItIsWorkedOut();
    void namesAreDescribed_data();
    void namesAreDescribed();
};

void TestMetricTable::summaryKeepsMomentsAndExtremes() {
    Summary summary;
    QVERIFY(summary.empty());
    for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}) summary.add(value);
    QCOMPARE(summary.mean(), 5.0);
    QVERIFY(std::abs(summary.deviation() - 2.0) < 1e-12);
    QCOMPARE(summary.min(), 2.0);
    QCOMPARE(summary.max(), 9.0);
    QCOMPARE(summary.count(), 8);
}

void TestMetricTable::numbersThatAreNotFiniteAreLeftOut() {
    Meters meters;
    meters.add("a", std::nan(""));
    meters.add("b", 1, false);
    meters.addMean("c", Summary());
    const auto metrics = meters.take();
    QCOMPARE(metrics.size(), 1U);
    QCOMPARE(metrics.front().name, "b");
    QVERIFY(!metrics.front().deterministic);
    QVERIFY(meters.take().empty());
}

void TestMetricTable::spansAddUp() {
    double time = 10, total = 1;
    const Clock clock = [&] { return time; };
    {
        const Span span(clock, total);
        time = 12.5;
    }
    QCOMPARE(total, 3.5);
}

void TestMetricTable::everyRowSaysWhatItIsAndHowItIsWorkedOut() {
    for (const MetricDescription& row : metricTable()) {
        const std::string name(row.pattern);
        QVERIFY2(row.text.ends_with('.'), name.c_str());
        QVERIFY2(!row.formula.empty() && !row.formula.ends_with('.'), name.c_str());
        // Only a share can have been counted from something.
        QVERIFY2(row.counted == Counted::None || row.unit == Unit::Share, name.c_str());
    }
}

void TestMetricTable::namesAreDescribed_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("known");
    QTest::addColumn<bool>("deterministic");
    QTest::newRow("stream") << "reward/mean/solve.abduction" << true << true;
    QTest::newRow("plain") << "update/loss" << true << true;
    QTest::newRow("total") << "valid/rate" << true << true;
    QTest::newRow("time") << "time/propose" << true << false;
    QTest::newRow("verdict") << "verdict/timeout_cpu/propose.deduction" << true << true;
    QTest::newRow("evaluation") << "eval/dev/greedy/induction" << true << true;
    QTest::newRow("too short") << "reward/mean" << false << false;
    QTest::newRow("too long") << "update/sequences/1" << false << false;
    QTest::newRow("of one optimiser step") << "update/clip_fraction/3" << true << true;
    QTest::newRow("unknown") << "nonsense" << false << false;
}

void TestMetricTable::namesAreDescribed() {
    QFETCH(QString, name);
    QFETCH(bool, known);
    QFETCH(bool, deterministic);
    const auto* row = describeMetric(name.toStdString());
    QCOMPARE(row != nullptr, known);
    if (row != nullptr) QCOMPARE(row->deterministic, deterministic);
}

QTEST_GUILESS_MAIN(TestMetricTable)
#include "tst_metric_table.moc"
