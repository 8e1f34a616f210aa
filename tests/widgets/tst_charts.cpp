// Charts as a hand and a keyboard use them: what is drawn, what is read, where zoom and pan lead, what is taken along.
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>
#include <cmath>

#include "tests/support/shown_chart.h"
#include "tests/support/turn_wheel.h"
#include "widgets/charts/chart_export.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/charts/chart_values.h"
#include "widgets/charts/decimate.h"
#include "widgets/colors.h"

using namespace azr::widgets;
using azr::test::placeOf;
using azr::test::share;
using azr::test::shown;

namespace {

QList<QPointF> ramp(int count, double stride = 1) {
    QList<QPointF> points;
    for (int i = 0; i < count; ++i) points.append({i * stride, double(i % 7) + 1});
    return points;
}

void drag(ChartView& chart, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(chart.viewport(), Qt::LeftButton, modifiers, from);
    QTest::mouseMove(chart.viewport(), to);
    QTest::mouseRelease(chart.viewport(), Qt::LeftButton, modifiers, to);
}

/// Ctrl+wheel away from the user over a place of the viewport.
void wheelWithControl(ChartView& chart, const QPoint& at) {
    QWheelEvent event(QPointF(at), QPointF(chart.viewport()->mapToGlobal(at)), QPoint(), QPoint(0, 120), Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chart.viewport(), &event);
}

}  // namespace

class TestCharts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void intervalsAreWilsons() {
        // By hand, z = 1.96: 5 of 10 gives 0.2366 to 0.7634, 0 of 20 gives 0 to 0.1611.
        const Interval half = shareInterval(0.5, 10);
        QVERIFY(std::abs(half.low - 0.23659) < 1e-4);
        QVERIFY(std::abs(half.high - 0.76341) < 1e-4);
        const Interval none = shareInterval(0, 20);
        QVERIFY(std::abs(none.low) < 1e-12);
        QVERIFY(std::abs(none.high - 0.16113) < 1e-4);
        QVERIFY(std::isnan(shareInterval(0.5, 0).low));
    }

    void anAverageIsWorthMoreThanItsNewestPoint() {
        // Weights 1/2 and 1: W = 1.5, Q = 1.25 / 10, hence 18 instead of 10.
        const CurveValues values = curveValues(share("a", {50, 50}, 10), 0.5);
        const Interval first = shareInterval(0.5, 10), second = shareInterval(0.5, 18);
        QVERIFY(std::abs(values.intervals.at(0).low - 100 * first.low) < 1e-9);
        QVERIFY(std::abs(values.intervals.at(1).low - 100 * second.low) < 1e-9);
        QVERIFY(std::abs(values.intervals.at(1).high - 100 * second.high) < 1e-9);
    }

    void anUnknownCountHasNoInterval() {
        NamedCurve curve = share("a", {50, 50, 50}, 10);
        curve.counts[1] = 0;
        const CurveValues raw = curveValues(curve, 0);
        QVERIFY(raw.at(0).interval && !raw.at(1).interval && raw.at(2).interval);
        // In the average it is worth one: too wide rather than too narrow.
        const CurveValues average = curveValues(curve, 0.5);
        const CurveValues whole = curveValues(share("a", {50, 50, 50}, 10), 0.5);
        QVERIFY(average.at(2).interval->low < whole.at(2).interval->low);
        curve.counts.clear();
        QVERIFY(curveValues(curve, 0).intervals.isEmpty());
    }

    void smoothingWorksFromTheSecondPointOn() {
        ChartView chart;
        chart.setSmoothing(0.5);
        chart.setCurve("a", {{1, 10}}, {});
        QCOMPARE(chart.values("a").at(0).shown, 10.0);
        chart.setCurve("a", {{1, 10}, {2, 40}}, {});
        const CurveReading second = chart.values("a").at(1);
        QCOMPARE(second.raw, 40.0);
        QCOMPARE(second.shown, 30.0);  // (10/2 + 40) / 1.5
        // One more point bends nothing that was there before.
        QList<QPointF> points = ramp(19);
        chart.setCurve("a", points, {});
        const QList<QPointF> before = chart.values("a").shown;
        points.append({19, 100});
        chart.setCurve("a", points, {});
        QCOMPARE(chart.values("a").shown.first(19), before);
    }

    void theReadingHoldsWhatWasMeasuredAndTheAverage() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setUnit(" %");
        chart.setSmoothing(0.5);
        chart.setCurves({share("a", {10, 40, 40}, 20)});
        QSignalSpy moved(&chart, &ChartView::cursorMoved);
        QTest::mouseMove(chart.viewport(), placeOf(chart, 2, 20));
        QTRY_VERIFY(!moved.isEmpty());
        const auto readings = chart.readings();
        QCOMPARE(readings.size(), 1);
        QCOMPARE(readings.front().second.x, 2.0);
        QCOMPARE(readings.front().second.raw, 40.0);
        QCOMPARE(readings.front().second.shown, 30.0);
        QVERIFY(readings.front().second.interval->low < 30 && readings.front().second.interval->high > 30);
    }

    void theCrosshairOfOneChartStandsInAnother() {
        ChartView chart;
        chart.setCurve("a", ramp(10, 5), {});
        chart.followCursor(21);
        QCOMPARE(chart.cursor(), std::optional(20.0));  // the nearest measured one
        chart.followCursor(std::nullopt);
        QVERIFY(!chart.cursor());
    }

    void theKeyboardReachesEveryMeasuredPoint() {
        ChartView chart;
        chart.setCurve("sparse", ramp(5, 50), {});
        QVERIFY(shown(chart));
        QList<double> visited;
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(&chart, Qt::Key_Left);
            if (visited.isEmpty() || visited.back() != *chart.cursor()) visited.append(*chart.cursor());
        }
        QCOMPARE(visited, (QList<double>{150, 100, 50, 0}));
        QSignalSpy chosen(&chart, &ChartView::pointChosen);
        QTest::keyClick(&chart, Qt::Key_Right);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front().front().toDouble(), 50.0);
    }

    void theWheelZoomsAtThePointer() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("a", ramp(101), {});
        const QPoint at = placeOf(chart, 25, 3);
        wheelWithControl(chart, at);
        const auto [low, high] = chart.xRange();
        QVERIFY2(std::abs(high - low - 80) < 1, qPrintable(QString::number(high - low)));
        // What was under the pointer still is.
        QVERIFY(std::abs(placeOf(chart, 25, 3).x() - at.x()) <= 1);
    }

    void theWheelOfAChartWithoutFocusBelongsToThePage() {
        QScrollArea page;
        auto* inside = new QWidget;
        auto* column = new QVBoxLayout(inside);
        auto* other = new QWidget(inside);
        other->setFocusPolicy(Qt::StrongFocus);
        other->setMinimumHeight(20);
        auto* chart = new ChartView(inside);
        chart->setMinimumHeight(900);
        column->addWidget(other);
        column->addWidget(chart);
        page.setWidget(inside);
        page.setWidgetResizable(true);
        QVERIFY(shown(page));
        chart->setCurve("a", ramp(101), {});
        other->setFocus();
        azr::testing::turnWheel(*chart->viewport(), false, QPoint(100, 100));
        QVERIFY(!chart->isZoomed());
    }

    void draggingWithShiftMovesAlongAndStopsAtTheEnd() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("a", ramp(101), {});
        chart.setZoom(std::pair<double, double>(40, 60));
        const QRect area = chart.chart()->plotArea().toRect();
        drag(chart, area.center(), area.center() + QPoint(area.width() / 2, 0), Qt::ShiftModifier);
        const auto [low, high] = chart.xRange();
        QVERIFY2(std::abs(low - 30) < 0.5, qPrintable(QString::number(low)));
        QVERIFY(std::abs(high - low - 20) < 1e-9);
        for (int i = 0; i < 40; ++i) QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(chart.xRange().first, 0.0);
        QVERIFY(std::abs(chart.xRange().second - 20) < 1e-6);
    }

    void aClickOnAPointTellsItAndBesideItDoesNot() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("a", ramp(11), {});
        QSignalSpy chosen(&chart, &ChartView::pointChosen);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, placeOf(chart, 6, 7) + QPoint(2, 3));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front().front().toDouble(), 6.0);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, placeOf(chart, 6, 1));
        QCOMPARE(chosen.size(), 1);
    }

    void aLogarithmicAxisLeavesOutWhatHasNoLogarithm() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("a", {{1, 0.001}, {2, 0}, {3, 10}, {4, -5}, {5, 1000}}, {});
        chart.setLogarithmic(true);
        QCOMPARE(chart.drawnPoints("a"), 3);
        // The same distance for the same factor.
        const auto* axis = static_cast<QValueAxis*>(chart.chart()->axes(Qt::Vertical).front());
        QVERIFY(axis->min() < -3 && axis->min() > -3.5);
        QVERIFY(axis->max() > 3 && axis->max() < 3.5);
        QCOMPARE(chart.values("a").at(3).raw, -5.0);  // it is read all the same
        chart.setLogarithmic(false);
        QCOMPARE(chart.drawnPoints("a"), 5);
    }

    void logarithmicLabelsStandInEveryDecadeOrWithinOne() {
        const auto texts = [](const QList<AxisLabel>& labels) {
            QStringList result;
            for (const AxisLabel& label : labels) result.append(label.text);
            return result;
        };
        QCOMPARE(texts(logarithmicLabels(0.009, 110, 5, {})), (QStringList{"0.01", "0.1", "1", "10", "100"}));
        QCOMPARE(texts(logarithmicLabels(0.9, 11, 6, {})), (QStringList{"1", "2", "3", "5", "7", "10"}));
        QCOMPARE(texts(logarithmicLabels(0.31, 0.42, 5, " %")), (QStringList{"0.31 %", "0.42 %"}));
        QVERIFY(logarithmicLabels(1e-12, 1e12, 6, {}).size() <= 7);
    }

    void aRangeWithoutDataShowsNoAxisOfItsOwn() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("early", ramp(20), {});
        auto* axis = chart.chart()->axes(Qt::Vertical).front();
        QVERIFY(axis->isVisible());
        chart.setZoom(std::pair<double, double>(50, 80));
        QVERIFY(!axis->isVisible());
        // Between two points, a line passes, and its axis is true.
        chart.setCurve("early", {{0, 10}, {100, 30}}, {});
        chart.setZoom(std::pair<double, double>(40, 60));
        QVERIFY(axis->isVisible());
        const auto* value = static_cast<QValueAxis*>(axis);
        QVERIFY(value->max() <= 40 && value->max() >= 22);
    }

    void everyCurveCarriesItsShapeAtItsEnd() {
        ChartView chart;
        QVERIFY(shown(chart, {600, 240}));
        // The second one ends where no shape would fall by the distance between them.
        chart.setCurves({{"whole", ramp(101), {0, false}}, {"short", {{0, 4}, {37, 4}}, {1, false}}});
        const QImage picture = chart.grab().toImage();
        const QPoint end = placeOf(chart, 37, 4);
        const QColor color = lightColors().series[1];
        int height = 0;
        for (int y = end.y() - 6; y <= end.y() + 6; ++y) height += picture.pixelColor(end.x() - 2, y) == color ? 1 : 0;
        QVERIFY2(height >= 4, qPrintable(QString::number(height)));
    }

    /// Whether its data were there from the start or came while it stood there empty.
    void theAxesAppearWithTheData() {
        const auto labels = [](ChartView& chart) {
            int found = 0;
            for (const QGraphicsItem* item : chart.scene()->items())
                if (const auto* text = dynamic_cast<const QGraphicsTextItem*>(item))
                    found += text->isVisible() && !text->toPlainText().isEmpty() &&
                                     chart.sceneRect().contains(text->sceneBoundingRect())
                                 ? 1
                                 : 0;
            return found;
        };
        const NamedCurve curve{"one", ramp(40), {}};
        ChartView full;
        full.setCurves({curve});
        QVERIFY(shown(full));
        ChartView late;
        QVERIFY(shown(late));
        late.grab();
        QCOMPARE(labels(late), 0);
        late.setCurves({curve});
        late.grab();
        QVERIFY2(labels(full) >= 6, qPrintable(QString::number(labels(full))));
        QCOMPARE(labels(late), labels(full));
        late.forget();
        late.grab();
        late.setCurves({curve});
        late.grab();
        QCOMPARE(labels(late), labels(full));
    }

    void bandsAreDrawnWhereCountsAre() {
        const auto tinted = [](double count) {
            ChartView chart;
            chart.resize(400, 240);
            chart.setUnit(" %");
            NamedCurve curve = share("a", {50, 50, 50, 50}, count);
            if (count == 0) curve.counts.clear();
            NamedCurve frame{"frame", {{1, 0}, {4, 100}}, {1, false}};
            chart.setCurves({curve, frame});
            const QImage picture = chart.grab().toImage();
            int found = 0;
            const int x = placeOf(chart, 2, 50).x() + 9;
            for (int y = 0; y < picture.height(); ++y) {
                const QColor color = picture.pixelColor(x, y);
                found += color.blue() > color.red() + 15 && color.red() > 180 ? 1 : 0;
            }
            return found;
        };
        const int few = tinted(10), many = tinted(200), none = tinted(0);
        QVERIFY2(few > 2 * many && many > none && none < 6,
                 qPrintable(QStringLiteral("%1 %2 %3").arg(few).arg(many).arg(none)));
    }

    /// More bands than are wanted would cover each other: then the curve that is pointed at has its own.
    void ofManyBandsOnlyTheOnePointedAtIsDrawn() {
        ChartView chart;
        QVERIFY(shown(chart, {500, 300}));
        chart.setMostBands(2);
        const NamedCurve low = share("low", {20, 20, 20, 20}, 10), middle = share("middle", {50, 50, 50, 50}, 10),
                         high = share("high", {80, 80, 80, 80}, 10);
        chart.setCurves({low, high});
        QCOMPARE(chart.banded(), (QStringList{"low", "high"}));
        chart.setCurves({middle});
        QVERIFY(chart.banded().isEmpty());
        QSignalSpy pointed(&chart, &ChartView::curvePointed);
        const QPoint on = placeOf(chart, 2, 50);
        QTest::mouseMove(chart.viewport(), on);
        QTRY_COMPARE(chart.banded(), QStringList{"middle"});
        QTest::mouseMove(chart.viewport(), placeOf(chart, 2, 79));
        QTRY_COMPARE(chart.banded(), QStringList{"high"});
        QCOMPARE(placeOf(chart, 2, 50), on);  // the axis has not moved
        // With the keys, and by its name in a legend.
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Down);
        QCOMPARE(chart.banded(), QStringList{"middle"});
        QTest::keyClick(&chart, Qt::Key_Down);
        QTest::keyClick(&chart, Qt::Key_Down);
        QCOMPARE(chart.banded(), QStringList{"low"});
        QTest::keyClick(&chart, Qt::Key_Up);
        QCOMPARE(chart.pointedCurve(), QString("middle"));
        QCOMPARE(pointed.last().front().toString(), QString("middle"));
        const QImage with = chart.grab().toImage();
        chart.pointAtCurve({});
        QVERIFY(chart.grab().toImage() != with);
        // A curve that is hidden takes its band along.
        chart.setCurveVisible("middle", false);
        QCOMPARE(chart.banded(), (QStringList{"low", "high"}));
    }

    void aNameInTheLegendPointsAtItsCurve() {
        ChartPanel panel("shares", {});
        panel.resize(600, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        panel.chart().setMostBands(1);
        panel.setCurves({share("one", {20, 30}, 10), share("other", {60, 70}, 10)});
        QVERIFY(panel.chart().banded().isEmpty());
        const auto buttons = panel.findChildren<QToolButton*>("legend");
        QCOMPARE(buttons.size(), 2);
        buttons.back()->setFocus(Qt::TabFocusReason);
        QTRY_COMPARE(panel.chart().banded(), QStringList{"other"});
        buttons.front()->setFocus(Qt::TabFocusReason);
        QTRY_COMPARE(panel.chart().banded(), QStringList{"one"});
    }

    void twoHundredCurvesAreDrawnWithFewPoints() {
        ChartView chart;
        QVERIFY(shown(chart, {900, 500}));
        QList<NamedCurve> curves;
        for (int i = 0; i < 200; ++i) {
            NamedCurve curve{QStringLiteral("run %1").arg(i), {}, {i, false}};
            for (int step = 0; step < 500; ++step) curve.points.append({double(step), std::sin(step * 0.01 + i) + i});
            curves.append(curve);
        }
        chart.setSmoothing(0.6);
        chart.setCurves(curves);
        int drawn = 0;
        for (const NamedCurve& curve : curves) drawn += chart.drawnPoints(curve.name);
        QVERIFY2(drawn <= ChartView::kDrawnInAll, qPrintable(QString::number(drawn)));
        QVERIFY(chart.drawnPoints("run 7") >= 40);
        // The table holds those at the pointer.
        QTest::mouseMove(chart.viewport(), placeOf(chart, 250, 120));
        QTRY_COMPARE(chart.readings().size(), ChartView::kReadings);
        for (const auto& [name, reading] : chart.readings()) QVERIFY(std::abs(reading.shown - 120) < 12);
        QElapsedTimer clock;
        clock.start();
        constexpr int kFrames = 5;
        for (int i = 0; i < kFrames; ++i) (void)chart.grab();
        qInfo("a frame of 200 curves: %.1f ms", double(clock.elapsed()) / kFrames);
    }

    void whatIsTakenAlongHoldsTheNumbers() {
        ChartPanel panel("Solve rate", "explained");
        QVERIFY(shown(panel, {500, 300}));
        panel.chart().setSmoothing(0.5);
        panel.setCurves({share("a, or \"b\"", {10, 40}, 20), {"hidden", ramp(4), {1, false}}});
        panel.chart().setCurveVisible("hidden", false);
        const QString csv = chartCsv(panel.chart());
        const QStringList lines = csv.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.at(0), QString("curve,x,measured,smoothed,low,high"));
        QVERIFY2(lines.at(2).startsWith("\"a, or \"\"b\"\"\",2,40,30,"), qPrintable(lines.at(2)));
        const QTemporaryDir folder;
        for (const char* name : {"chart.png", "chart.svg", "chart.csv"})
            QCOMPARE(writeChart(panel.chart(), panel.title(), folder.filePath(name)), QString());
        const QImage picture(folder.filePath("chart.png"));
        QVERIFY(picture.width() >= 2 * panel.chart().width());
        QFile drawing(folder.filePath("chart.svg"));
        QVERIFY(drawing.open(QIODevice::ReadOnly));
        const QByteArray svg = drawing.readAll();
        QVERIFY(svg.contains("<title>Solve rate</title>") && svg.contains("<path") && !svg.contains("<image"));
        QVERIFY(!writeChart(panel.chart(), panel.title(), folder.filePath("chart.bmp")).isEmpty());
        QVERIFY(!writeChart(panel.chart(), panel.title(), folder.filePath("no/such/folder.csv")).isEmpty());
        const auto data = chartMimeData(panel.chart(), panel.title());
        QVERIFY(data->hasImage());
        QCOMPARE(data->text(), csv);
    }

    void valuesStandInATableNewestFirst() {
        ChartView chart;
        chart.setSmoothing(0.5);
        chart.setUnit(" %");
        chart.setCurves({share("a", {10, 40}, 20), {"b", {{1, 3}, {7, 4}}, {1, false}}});
        ChartValuesModel model(chart, "step");
        const QAbstractItemModelTester tester(&model);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.columnCount(), 1 + 3 + 2);
        QCOMPARE(model.x(0), 7.0);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QString("a"));
        QCOMPARE(model.index(1, 0).data().toString(), QString("2"));
        QCOMPARE(model.index(1, 1).data().toString(), QString("40 %"));
        QCOMPARE(model.index(1, 2).data().toString(), QString("30 %"));
        QVERIFY(model.index(1, 3).data().toString().contains(QStringLiteral(" – ")));
        QCOMPARE(model.index(0, 1).data().toString(), QString());
        QCOMPARE(model.index(0, 4).data().toString(), QString("4 %"));
    }

    void ticksBetweenStepsSayNothingAndBetweenHoursDo() {
        ChartView chart;
        QVERIFY(shown(chart));
        chart.setCurve("a", {{0, 1}, {0.5, 2}, {1.5, 3}}, {});
        const auto* axis = static_cast<QValueAxis*>(chart.chart()->axes(Qt::Horizontal).front());
        QCOMPARE(axis->tickInterval(), 1.0);
        chart.setXWhole(false);
        QVERIFY(axis->tickInterval() < 0.51);
        QCOMPARE(axis->labelFormat(), QString("%.1f"));
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
