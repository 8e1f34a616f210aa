// The table of values at the crosshair of a chart: where it stands.
#include <QTest>

#include "tests/support/shown_chart.h"

using namespace azr::widgets;
using azr::test::placeOf;
using azr::test::share;
using azr::test::shown;

class TestChartReadings : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Also where it is wider than the plot: all of its numbers can be read.
    void theTableAtThePointerStaysWithinTheChart() {
        ChartView chart;
        QVERIFY(shown(chart, {320, 260}));
        chart.setUnit(" %");
        chart.setSmoothing(0.6);
        chart.setCurves({share("Deduction", {18.553, 26.951, 23.482}, 300), share("Abduction", {34.5, 32.5, 17.9}, 301),
                         share("Induction", {19.62, 17.96, 22.76}, 299)});
        for (const double x : {1.0, 2.0, 3.0}) {
            QTest::mouseMove(chart.viewport(), placeOf(chart, x, 20));
            QTRY_COMPARE(chart.cursor(), std::optional(x));
            (void)chart.grab();
            const QRectF box = chart.readingsBox();
            QVERIFY(box.width() > 200);
            QVERIFY2(chart.sceneRect().contains(box),
                     qPrintable(QStringLiteral("%1 to %2").arg(box.left()).arg(box.right())));
        }
    }

    /// Whatever is pointed at can be seen.
    void theTableStandsAwayFromThePointer() {
        for (const QSize& size : {QSize(720, 300), QSize(330, 260)}) {
            ChartView chart;
            QVERIFY(shown(chart, size));
            chart.setUnit(" %");
            chart.setSmoothing(0.6);
            chart.setCurves({share("Deduction", {18.5, 26.9, 23.4, 20, 30}, 300),
                             share("Abduction", {34.5, 32.5, 17.9, 31, 33}, 301)});
            for (const double x : {1.0, 2.0, 3.0, 4.0, 5.0}) {
                for (const double y : {18.0, 33.0}) {
                    const QPoint at = placeOf(chart, x, y);
                    QTest::mouseMove(chart.viewport(), at);
                    QTRY_COMPARE(chart.cursor(), std::optional(x));
                    (void)chart.grab();
                    const QRectF box = chart.readingsBox();
                    QVERIFY(chart.sceneRect().contains(box));
                    QVERIFY2(!box.adjusted(-4, -4, 4, 4).contains(chart.mapToScene(at)),
                             qPrintable(QStringLiteral("%1 at %2 %3").arg(size.width()).arg(x).arg(y)));
                    // In a wide chart the whole column of the crosshair is free.
                    if (size.width() > 700)
                        QVERIFY(chart.mapToScene(at).x() < box.left() || chart.mapToScene(at).x() > box.right());
                }
            }
        }
    }
};

QTEST_MAIN(TestChartReadings)
#include "tst_chart_readings.moc"
