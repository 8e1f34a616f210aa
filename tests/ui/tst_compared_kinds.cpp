// Compared numbers are means over the kinds that all of the runs train, and say which ones these are.
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "core/config/run_fields.h"
#include "tests/support/filled_window.h"
#include "ui/charts/comparison_view.h"
#include "ui/pages/runs_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"

using namespace azr;
using namespace azr::testing;

namespace {

/// Solve rates by kind; a run trains the kinds that it has any of.
void putRun(FakeWorkspace& workspace, int number, const std::map<std::string, double>& rates) {
    config::RunConfig config;
    config.selfplay.deduction = rates.contains("deduction");
    config.selfplay.abduction = rates.contains("abduction");
    config.selfplay.induction = rates.contains("induction");
    config.selfplay.error = rates.contains("error");
    store::RunRow row;
    row.id = RunId{number};
    row.state = "finished";
    row.config = dumpLine(config::toJson(config));
    row.lastStep = 2;
    QVERIFY(workspace.writer->push(row));
    for (int step = 1; step <= 2; ++step)
        for (const auto& [kind, rate] : rates)
            QVERIFY(workspace.writer->push(store::MetricRow{row.id, step, "solve/rate/solve." + kind, rate, true}));
}

}  // namespace

class TestComparedKinds : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

  private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("azr-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        ui::applyTheme(*qApp, false);
    }

    void meansAreOverTheKindsOfAllRuns_data() {
        QTest::addColumn<QList<int>>("runs");
        QTest::addColumn<QList<double>>("solved");  // in percent, of each run
        QTest::addColumn<QString>("kinds");
        QTest::newRow("the usual ones") << QList<int>{1, 2} << QList<double>{30, 40}
                                        << "Deduction, Abduction, Induction";
        QTest::newRow("with a fourth kind")
            << QList<int>{3, 4} << QList<double>{40, 50} << "Deduction, Abduction, Induction, Error";
        QTest::newRow("a fourth kind of one alone")
            << QList<int>{1, 3} << QList<double>{30, 20} << "Deduction, Abduction, Induction";
        QTest::newRow("without one") << QList<int>{1, 5, 3} << QList<double>{25, 65, 15} << "Deduction, Abduction";
        QTest::newRow("none") << QList<int>{5, 6} << QList<double>{} << "no kind, as they share none";
    }
    void meansAreOverTheKindsOfAllRuns() {
        QFETCH(const QList<int>, runs);
        QFETCH(const QList<double>, solved);
        QFETCH(const QString, kinds);
        FakeWorkspace workspace;
        putRun(workspace, 1, {{"deduction", 0.2}, {"abduction", 0.3}, {"induction", 0.4}});
        putRun(workspace, 2, {{"deduction", 0.3}, {"abduction", 0.4}, {"induction", 0.5}});
        putRun(workspace, 3, {{"deduction", 0.1}, {"abduction", 0.2}, {"induction", 0.3}, {"error", 1}});
        putRun(workspace, 4, {{"deduction", 0.4}, {"abduction", 0.4}, {"induction", 0.4}, {"error", 0.8}});
        putRun(workspace, 5, {{"deduction", 0.6}, {"abduction", 0.7}});
        putRun(workspace, 6, {{"induction", 0.5}});
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Runs);
        auto* page = window->findChild<ui::RunsPage*>();
        ui::ComparisonView& view = page->comparison();
        QSignalSpy shown(&view, &ui::ComparisonView::shown);
        QList<RunId> compared;
        for (const int run : runs) compared.append(RunId{run});
        page->compareAll(compared);
        QVERIFY(shown.wait(30000));
        widgets::ChartView* chart = nullptr;
        for (widgets::ChartPanel* panel : view.panels())
            if (panel->title() == "Solve rate") chart = &panel->chart();
        QVERIFY(chart);
        QCOMPARE(chart->curves().size(), solved.size());
        for (qsizetype i = 0; i < solved.size(); ++i)
            QCOMPARE(chart->values(QStringLiteral("Run %1").arg(runs.at(i))).raw.back().y(), solved.at(i));
        bool said = false;
        for (const QLabel* label : view.findChildren<QLabel*>())
            said = said || label->text().contains("means over " + kinds);
        QVERIFY(said);
    }
};

QTEST_MAIN(TestComparedKinds)
#include "tst_compared_kinds.moc"
