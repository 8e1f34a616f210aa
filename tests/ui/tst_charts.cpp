// The charts of the Training page on a database: layouts that a person makes, every metric with its meaning, intervals
// from the counts of the rows, marks, the way from a point to its tasks, what is kept between starts.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include "core/telemetry/metric_table.h"
#include "tests/support/filled_window.h"
#include "ui/charts/chart_board.h"
#include "ui/charts/metric_browser.h"
#include "ui/charts/metric_model.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;

namespace {

ui::TrainingPage& pageOf(ui::MainWindow& window) {
    return *window.findChild<ui::TrainingPage*>();
}

widgets::ChartPanel* panelTitled(ui::MainWindow& window, const QString& title) {
    for (widgets::ChartPanel* panel : pageOf(window).panels())
        if (panel->title() == title) return panel;
    return nullptr;
}

QStringList titles(ui::MainWindow& window) {
    QStringList result;
    for (widgets::ChartPanel* panel : pageOf(window).panels()) result.append(panel->title());
    return result;
}

/// Verdicts of every stream of the second run that fill() writes, so that its shares have counts.
void putCounts(FakeWorkspace& workspace) {
    for (int step = 1; step <= 60; ++step)
        for (const char* role : {"solve", "propose"})
            for (const char* kind : {"deduction", "abduction", "induction"})
                for (const char* verdict : {"ok", "wrong"})
                    QVERIFY(workspace.writer->push(store::MetricRow{
                        RunId{2}, step, fmt::format("verdict/{}/{}.{}", verdict, role, kind), 12, true}));
    QVERIFY(workspace.writer->flush());
}

}  // namespace

class TestUiCharts : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("charts");
        ui::applyTheme(*qApp, false);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void init() { QSettings().clear(); }

    void everyMetricOfARunHasItsMeaning() {
        FakeWorkspace workspace;
        fill(workspace);
        const auto reader = store::Reader::open(workspace.database());
        const auto names = (*reader)->metricNames(RunId{1});
        QVERIFY(names && names->size() > 40);
        for (const std::string& name : *names) {
            const auto* row = telemetry::describeMetric(name);
            QVERIFY2(row, name.c_str());
            QVERIFY2(!row->text.empty() && !row->formula.empty(), name.c_str());
        }
    }

    void theBrowserFindsByMeaningAndMakesAChart() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto& board = pageOf(*window).board();
        QCOMPARE(board.panels().size(), 12);
        board.addChart();
        auto* browser = window->findChild<ui::MetricBrowser*>();
        QVERIFY(browser);
        QTRY_VERIFY(browser->model().rowCount() > 40);
        auto* table = browser->findChild<QTableView*>();
        auto* accept = browser->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        QVERIFY(!accept->isEnabled());
        // By words of the meaning and of the name, in any order.
        browser->findChild<QLineEdit*>()->setText("capped gradient");
        QCOMPARE(table->model()->rowCount(), 0);
        browser->findChild<QLineEdit*>()->setText("clipping gradient");
        QCOMPARE(table->model()->rowCount(), 1);
        const auto labels = browser->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().contains("update/gradient_norm") && label->text().contains("sqrt(sum(g^2))");
        }));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Space);
        browser->findChild<QLineEdit*>()->setText("time/step");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QTest::keyClick(table, Qt::Key_Space);
        QCOMPARE(browser->metrics(), (QStringList{"update/gradient_norm", "time/step"}));
        QVERIFY(accept->isEnabled());
        savePicture(*browser, "browser");
        accept->click();
        QCOMPARE(board.panels().size(), 13);
        widgets::ChartPanel* made = board.panels().back();
        QCOMPARE(made->title(), QString("update/gradient_norm"));
        QTRY_COMPARE(made->chart().drawnPoints("time/step"), 60);
        QCOMPARE(made->chart().drawnPoints("update/gradient_norm"), 60);
    }

    void aLayoutOfOnesOwnIsKeptAndTheStandardOneStays() {
        FakeWorkspace workspace;
        fill(workspace);
        QStringList changed;
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            auto& board = pageOf(*window).board();
            const QStringList standard = titles(*window);
            board.remove(0);
            QCOMPARE(board.layout().name, QString("My charts"));
            board.move(0, 1);
            QCOMPARE(titles(*window).mid(0, 2), (QStringList{standard.at(2), standard.at(1)}));
            board.rename(1, "How much is solved");
            board.panels().at(0)->menu().actions().at(2)->trigger();  // logarithmic axis
            changed = titles(*window);
            QCOMPARE(changed.size(), 11);
            QCOMPARE(ui::ChartLayouts::names(), QStringList{"My charts"});
        }
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(titles(*window), changed);
        QVERIFY(pageOf(*window).panels().at(0)->chart().isLogarithmic());
        QVERIFY(panelTitled(*window, "How much is solved"));
        QTRY_COMPARE(panelTitled(*window, "How much is solved")->chart().drawnPoints("Deduction"), 60);
        pageOf(*window).board().show(ui::ChartLayouts::load({}));
        QCOMPARE(pageOf(*window).panels().size(), 12);
    }

    void chartsOfUnknownMetricsAndBrokenLayoutsAreLeftOut() {
        QSettings().setValue("charts/layouts", QByteArray("[{\"name\":\"odd\",\"charts\":[{\"id\":\"no such\"},7,"
                                                          "{\"metrics\":[\"no/such/metric\"]}]},3,{}]"));
        const ui::ChartLayout layout = ui::ChartLayouts::load("odd");
        QCOMPARE(layout.charts.size(), 1);
        QCOMPARE(layout.charts.front().title, QString("no/such/metric"));
        QCOMPARE(ui::ChartLayouts::names(), QStringList{"odd"});
        QCOMPARE(ui::ChartLayouts::load("gone").charts.size(), 12);
        QSettings().setValue("charts/layouts", QByteArray("{broken"));
        QVERIFY(ui::ChartLayouts::names().isEmpty());
    }

    void smoothingAndAxisAreKept() {
        FakeWorkspace workspace;
        fill(workspace);
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            pageOf(*window).findChild<QSlider*>()->setValue(20);
            for (auto* box : pageOf(*window).findChildren<QComboBox*>())
                if (box->accessibleName() == "Horizontal axis") box->setCurrentIndex(1);
        }
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(pageOf(*window).findChild<QSlider*>()->value(), 20);
        auto& chart = panelTitled(*window, "Size of the update")->chart();
        QTRY_COMPARE(chart.drawnPoints("gradient norm"), 60);
        // 60 steps of 1.7 s each, in minutes.
        QTRY_COMPARE(chart.xRange().second, 60 * 1.7 / 60);
        const widgets::CurveValues& values = chart.values("gradient norm");
        QCOMPARE(values.shown.at(1).y(), (values.raw.at(0).y() * 0.2 + values.raw.at(1).y()) / 1.2);
    }

    void tokensAddUpAlongTheAxis() {
        const ui::StepAxis axis(ui::XAxis::Tokens, {}, {{1, 2000}, {2, 3000}, {4, 1000}});
        QCOMPARE(axis.place(1), std::optional(2.0));
        QCOMPARE(axis.place(2), std::optional(5.0));
        QCOMPARE(axis.place(3), std::optional(5.0));  // a step without an update
        QCOMPARE(axis.place(4), std::optional(6.0));
        QVERIFY(!axis.place(5));
        QCOMPARE(axis.step(5.9), 4);
    }

    void everyKindOfEventHasItsMarkAndMayBeHidden() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40});
        store::CommandRow veto;
        veto.id = CommandId{1};
        veto.run = RunId{1};
        veto.name = "veto_task";
        veto.body = "{}";
        veto.status = "applied";
        veto.step = 7;
        store::CommandRow refused = veto;
        refused.id = CommandId{2};
        refused.status = "refused";
        refused.step = 8;
        store::CommandRow seed = veto;
        seed.id = CommandId{3};
        seed.name = "seed_task";
        seed.step = 9;
        for (const auto& row : {veto, refused, seed}) QVERIFY(workspace.writer->push(row));
        QVERIFY(workspace.writer->push(
            store::EventRow{0, RunId{1}, 20, "info", "resumed", "resumed from the checkpoint of step 20", 1}));
        store::ConfigChangeRow change{RunId{1}, 1, 12, "optimizer.learning_rate", "0.0002", "0.0001", CommandId{4}};
        QVERIFY(workspace.writer->push(change) && workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto& chart = panelTitled(*window, "Solve rate")->chart();
        const auto stepsOf = [&](widgets::ChartEventKind kind) {
            QList<double> steps;
            for (const widgets::ChartEvent& event : chart.events())
                if (event.kind == kind) steps.append(event.x);
            return steps;
        };
        using widgets::ChartEventKind;
        QTRY_COMPARE(stepsOf(ChartEventKind::Veto), QList<double>{7});
        QCOMPARE(stepsOf(ChartEventKind::Seed), QList<double>{9});
        QCOMPARE(stepsOf(ChartEventKind::Setting), QList<double>{12});
        QCOMPARE(stepsOf(ChartEventKind::Resume), QList<double>{20});
        QCOMPARE(stepsOf(ChartEventKind::Alert), QList<double>{20});
        QCOMPARE(stepsOf(ChartEventKind::Checkpoint), (QList<double>{10, 20, 30, 40}));
        ui::ChartPreferences quiet;
        quiet.hiddenMarks = 1 << int(ChartEventKind::Checkpoint);
        pageOf(*window).board().setPreferences(quiet);
        QTRY_VERIFY(stepsOf(ChartEventKind::Checkpoint).isEmpty());
        QCOMPARE(stepsOf(ChartEventKind::Veto), QList<double>{7});
    }

    void aPointLeadsToTheTasksOfItsStep() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto& chart = panelTitled(*window, "Size of the update")->chart();
        QTRY_COMPARE(chart.drawnPoints("gradient norm"), 60);
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Left);
        const int step = qRound(*chart.cursor());
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(window->page(), ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_COMPARE(tasks->model().rowCount(), 12);
        for (int row = 0; row < 12; ++row) QCOMPARE(tasks->model().row(row).step, step);
        QToolButton* clear = nullptr;
        for (auto* button : tasks->findChildren<QToolButton*>())
            if (button->accessibleName() == "Clear filters") clear = button;
        QVERIFY(clear && clear->isVisible());
        clear->click();
        QTRY_COMPARE(tasks->model().rowCount(), 200);
    }

    void oneChartAloneAndBack() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto& board = pageOf(*window).board();
        QTRY_VERIFY(board.panels().at(3)->isVisible());
        const QSize before = board.panels().at(3)->size();
        board.enlarge(3);
        QTRY_VERIFY(board.panels().at(3)->width() > 2 * before.width());
        QVERIFY(!board.panels().at(2)->isVisible());
        savePicture(*window, "chart-alone");
        board.panels().at(3)->chart().setFocus();
        QTest::keyClick(&board.panels().at(3)->chart(), Qt::Key_Escape);
        QTRY_VERIFY(board.panels().at(2)->isVisible());
        QTRY_COMPARE(board.panels().at(3)->width(), before.width());
    }

    void zoomAndCrosshairAreShared() {
        FakeWorkspace workspace;
        fill(workspace);
        putCounts(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto panels = pageOf(*window).panels();
        QTRY_COMPARE(panels.back()->chart().drawnPoints("gradient norm"), 60);
        panels.back()->chart().setFocus();
        QTest::keyClick(&panels.back()->chart(), Qt::Key_Left);
        QTRY_COMPARE(panels.at(1)->chart().cursor(), panels.back()->chart().cursor());
        QTest::keyClick(&panels.back()->chart(), Qt::Key_Plus);
        QCOMPARE(panels.at(1)->chart().zoomRange(), panels.back()->chart().zoomRange());
        QVERIFY(panels.at(1)->chart().isZoomed());
        pageOf(*window).resetZoom();
        for (const QSize size : {QSize(1024, 700), QSize(1600, 1000)})
            for (const ui::Theme theme : {ui::Theme::Light, ui::Theme::Dark}) {
                window->setTheme(theme);
                window->resize(size);
                QTest::keyClick(&panels.at(0)->chart(), Qt::Key_Left);
                // The table stands inside of the plot, where it hides no label.
                QVERIFY(panels.at(0)->chart().readings().size() > 1);
                savePicture(*window, QStringLiteral("charts-%1-%2").arg(size.width()).arg(int(theme)));
            }
    }
};

QTEST_MAIN(TestUiCharts)
#include "tst_charts.moc"
