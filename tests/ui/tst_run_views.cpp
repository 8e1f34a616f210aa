// What the pages show of runs that differ from the usual: settings changed on the way, the kind of errors, composite
// programs, proposals that nobody tried.
#include <QComboBox>
#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <set>

#include "tests/support/filled_window.h"
#include "ui/pages/buffers_page.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/colors.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using namespace azr::testing;

namespace {

widgets::ChartPanel* panelTitled(ui::MainWindow& window, const QString& title) {
    for (widgets::ChartPanel* panel : window.findChild<ui::TrainingPage*>()->panels())
        if (panel->chart().accessibleName() == title) return panel;
    return nullptr;
}

/// Pixels of this colour in the columns of the picture around `x`.
int pixelsAt(const QImage& picture, double x, const QColor& color) {
    int count = 0;
    for (int column = qRound(x) - 1; column <= qRound(x) + 1; ++column)
        for (int row = 0; row < picture.height(); ++row) count += picture.pixelColor(column, row) == color ? 1 : 0;
    return count;
}

}  // namespace

class TestRunViews : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void changedSettingsAreLinesAcrossEveryChart() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto panels = window->findChild<ui::TrainingPage*>()->panels();
        QTRY_COMPARE(panels.front()->chart().curves().isEmpty(), false);
        const auto settingsOf = [](widgets::ChartPanel* panel) {
            QList<widgets::ChartEvent> events = panel->chart().events();
            events.removeIf([](const auto& event) { return event.kind != widgets::ChartEventKind::Setting; });
            return events;
        };
        QVERIFY(settingsOf(panels.front()).isEmpty());
        store::ConfigChangeRow change{RunId{1}, 1, 20, "optimizer.learning_rate", "0.0002", "0.0001", CommandId{1}};
        QVERIFY(workspace.writer->push(change) && workspace.writer->flush());
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::ConfigChanges});
        QTRY_COMPARE(settingsOf(panels.back()).size(), 1);
        for (widgets::ChartPanel* panel : panels) {
            QCOMPARE(settingsOf(panel).size(), 1);
            QCOMPARE(settingsOf(panel).front().x, 20.0);
            QVERIFY(settingsOf(panel).front().text.contains("optimizer.learning_rate = 0.0001"));
            QVERIFY(panel->chart().accessibleDescription().contains("optimizer.learning_rate"));
        }
        // Another run has none.
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 5});
        workspace.tell(session::RowsChanged{RunId{2}, session::Table::Runs});
        QTRY_COMPARE(window->workspace().runs().size(), std::size_t(2));
        window->workspace().show(RunId{2});
        QTRY_VERIFY(settingsOf(panels.front()).isEmpty());
    }

    void theLineIsPaintedWhereTheChangeWas() {
        widgets::ChartView chart;
        chart.resize(640, 300);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QList<QPointF> points;
        for (int i = 0; i <= 40; ++i) points.append({double(i), 1});
        chart.setCurves({{"flat", points, {}}});
        const QColor color = widgets::colorsOf(chart).strongBorder;
        const QRectF plot = chart.chart()->plotArea();
        const auto [low, high] = chart.xRange();
        const double ten = plot.left() + plot.width() * (10 - low) / (high - low);
        const double thirty = plot.left() + plot.width() * (30 - low) / (high - low);
        const int before = pixelsAt(chart.grab().toImage(), ten, color);
        const int elsewhere = pixelsAt(chart.grab().toImage(), thirty, color);
        chart.setEvents({{10, "a change"}});
        const QImage after = chart.grab().toImage();
        QVERIFY2(pixelsAt(after, ten, color) > before + int(plot.height()) / 3,
                 qPrintable(QString::number(pixelsAt(after, ten, color))));
        QCOMPARE(pixelsAt(after, thirty, color), elsewhere);
    }

    void errorTasksHaveCurvesFiltersAndABuffer() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 12, .error = true});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        widgets::ChartPanel* solved = panelTitled(*window, "Solve rate");
        QVERIFY(solved);
        QTRY_COMPARE(solved->chart().drawnPoints("Error"), 12);
        QCOMPARE(solved->chart().curves(), (QStringList{"Deduction", "Abduction", "Induction", "Error"}));
        // Told apart by colour and by shape.
        std::set<QByteArray> swatches;
        for (const QToolButton* legend : solved->findChildren<QToolButton*>("legend")) {
            const QImage swatch = legend->icon().pixmap(legend->iconSize()).toImage();
            swatches.insert(QByteArray(reinterpret_cast<const char*>(swatch.constBits()), swatch.sizeInBytes()));
        }
        QCOMPARE(swatches.size(), std::size_t(4));

        auto* tasks = window->findChild<ui::TasksPage*>();
        window->showPage(ui::PageName::Tasks);
        QTRY_VERIFY(tasks->model().rowCount() > 0);
        QComboBox* kind = nullptr;
        for (QComboBox* box : tasks->findChildren<QComboBox*>())
            if (box->findData("error") >= 0) kind = box;
        QVERIFY(kind);
        kind->setCurrentIndex(kind->findData("error"));
        QTRY_COMPARE(tasks->model().rowCount(), 13 * 4);
        auto* table = tasks->findChild<widgets::CopyableTable*>();
        const auto* detail = tasks->findChild<ui::TaskDetailView*>();
        const auto says = [&](const QString& text) {
            for (const QLabel* label : detail->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(text)) return true;
            return false;
        };
        for (int row = 0; row < tasks->model().rowCount(); ++row)
            if (tasks->model().row(row).verdict == "ok") {
                table->selectRow(row);
                break;
            }
        QTRY_VERIFY(says("Ends with") && says("ZeroDivisionError"));
        QVERIFY(!says("Output"));

        window->showPage(ui::PageName::Buffers);
        const auto* buffers = window->findChild<ui::BuffersPage*>();
        const widgets::CopyableTable* buffer = nullptr;
        for (const auto* one : buffers->findChildren<widgets::CopyableTable*>())
            if (one->accessibleName() == "Buffer of Error") buffer = one;
        QVERIFY(buffer && buffer->isVisible());
        QTRY_VERIFY(buffer->model()->rowCount() > 0);
    }

    void runsWithoutErrorTasksShowNothingOfThem() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 4});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(panelTitled(*window, "Solve rate")->chart().curves(),
                 (QStringList{"Deduction", "Abduction", "Induction"}));
        window->showPage(ui::PageName::Buffers);
        for (const auto* one : window->findChild<ui::BuffersPage*>()->findChildren<widgets::CopyableTable*>())
            QCOMPARE(one->isVisible(), one->accessibleName() != "Buffer of Error");
    }

    void compositeProgramsStandApartFromWhatTheyWereGiven() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 2, .composite = true});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* tasks = window->findChild<ui::TasksPage*>();
        window->showPage(ui::PageName::Tasks);
        QTRY_VERIFY(tasks->model().rowCount() > 0);
        const TaskId first{store::firstIdOf(RunId{1}) + 1};
        tasks->openTask(first);
        const auto* detail = tasks->findChild<ui::TaskDetailView*>();
        const auto* given = detail->findChild<widgets::CodeView*>("given");
        QTRY_VERIFY(given->isVisible());
        QCOMPARE(given->code(), QString("def g_0(x):\n    return x + 1"));
        for (const auto* view : detail->findChildren<widgets::CodeView*>())
            if (view != given) QVERIFY2(view->code().startsWith("def f(x):"), qPrintable(view->code()));
        tasks->openTask(TaskId{first.value + 1});
        QTRY_VERIFY(!given->isVisible());
    }

    void whatNobodyTriedSaysWhy() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 20});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_VERIFY(tasks->model().rowCount() > 0);
        TaskId invalid;
        for (int row = 0; row < tasks->model().rowCount(); ++row)
            if (tasks->model().row(row).verdict != "ok") invalid = tasks->model().row(row).id;
        QVERIFY(invalid.valid());
        tasks->openTask(invalid);
        auto* detail = tasks->findChild<ui::TaskDetailView*>();
        QTRY_COMPARE(detail->task(), invalid);
        QVERIFY(detail->findChild<widgets::CopyableTable*>()->emptyText().contains("not valid"));
    }
};

QTEST_MAIN(TestRunViews)
#include "tst_run_views.moc"
