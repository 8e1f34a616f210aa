// What is marked and told of the events of a run on its charts.
#include <QImage>
#include <QSet>
#include <QTest>

#include "widgets/charts/chart_panel.h"

using namespace azr::widgets;

class TestChartEvents : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void marksOfEventsAreToldApartByTheirShape() {
        QSet<QByteArray> pictures;
        for (int kind = 0; kind < kChartEventKinds; ++kind) {
            ChartView chart;
            chart.resize(300, 150);
            chart.setCurve("a", {{0, 1}, {10, 2}}, {});
            chart.setEvents({{5, "what", static_cast<ChartEventKind>(kind)}});
            const QImage picture = chart.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
            pictures.insert(QByteArray(reinterpret_cast<const char*>(picture.constBits()), picture.sizeInBytes()));
        }
        QCOMPARE(pictures.size(), kChartEventKinds);
    }

    /// Thousands of events of a long run are drawn; told are what the chart means and the latest few of them.
    void theLatestEventsAreToldBehindTheExplanation() {
        ChartPanel panel("Loss", "Loss that was minimised.");
        const auto told = [&panel] { return panel.chart().accessibleDescription(); };
        QCOMPARE(told(), QString("Loss that was minimised."));
        QList<ChartEvent> events;
        for (int step = 1; step <= 2000; ++step) events.append({double(step), "checkpoint"});
        events.append({900, "learning rate"});  // in no order
        panel.chart().setEvents(events);
        QCOMPARE(panel.chart().events().size(), 2001);
        QCOMPARE(told(), QString("Loss that was minimised.\n2,000: checkpoint; 1,999: checkpoint; 1,998: checkpoint; "
                                 "1,997: checkpoint; 1,996: checkpoint; 1,996 earlier mark(s)"));
        panel.setTitle("Loss", "Another loss.");
        QVERIFY2(told().startsWith("Another loss.\n2,000: checkpoint;"), qPrintable(told()));
        panel.chart().setEvents({{3, "veto"}});
        QCOMPARE(told(), QString("Another loss.\n3: veto"));
    }
};

QTEST_MAIN(TestChartEvents)
#include "tst_chart_events.moc"
