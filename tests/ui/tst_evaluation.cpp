// The page Evaluation: accuracy over checkpoints, evaluations of a suite, two of them item by item, and what was
// answered. With AZR_SCREENSHOTS=folder pictures of it are kept.
#include <QComboBox>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "core/evaluation/interval.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/evaluation/evaluation_page.h"
#include "ui/evaluation/item_browser.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"

using namespace azr;
using namespace azr::testing;
using test::widgetNamed;

namespace {

constexpr int kPatienceMs = 20000;  // three times as long where it fails
constexpr int kItems = 40;

/// Item i is solved where `solved` says so; two samples of each, of which the first is right where the greedy one is.
template <class Solved>
void put(FakeWorkspace& workspace, RunId run, int step, Solved solved, bool finished = true, int items = kItems) {
    store::SuiteEvaluationRow row;
    row.key = "run " + std::to_string(run.value) + " step " + std::to_string(step);
    row.suite = "cruxeval-o";
    row.suiteHash = "abc";
    row.model = std::to_string(run.value) + "@" + std::to_string(step);
    row.weightsHash = "def";
    row.run = run;
    row.step = step;
    row.settings = "{}";
    row.created = 1e9 + step;
    for (int i = 0; i < items; ++i) row.items.push_back({i, "sample_" + std::to_string(i), "output", ""});
    QVERIFY(workspace.writer->pushNow(row));
    for (int i = 0; i < items; ++i) {
        const std::string verdict = solved(i) ? "ok" : "wrong";
        const auto answer = [&](bool greedy, int sample, const std::string& came) {
            return store::SuiteCompletionRow{i,
                                             greedy,
                                             sample,
                                             "def f(x): return x\nf(" + std::to_string(i) + ")",
                                             row.model + " says " + std::to_string(i),
                                             "1",
                                             "1",
                                             came,
                                             "",
                                             "",
                                             false,
                                             7};
        };
        QVERIFY(workspace.writer->pushNow(store::SuiteAnswersRow{row.key, run, {answer(true, 0, verdict)}}));
        QVERIFY(workspace.writer->pushNow(
            store::SuiteAnswersRow{row.key, run, {answer(false, 0, verdict), answer(false, 1, "wrong")}}));
    }
    row.finished = finished ? row.created + 60 : 0;
    QVERIFY(workspace.writer->pushNow(row));
    QVERIFY(workspace.writer->flush());
}

ui::EvaluationPage* openPage(ui::MainWindow& window) {
    auto* page = window.findChild<ui::EvaluationPage*>();
    QSignalSpy drawn(page, &ui::EvaluationPage::drawn);
    window.showPage(ui::PageName::Evaluation);
    return drawn.wait(kPatienceMs) || drawn.count() > 0 ? page : nullptr;
}

void select(QTableWidget& table, const QList<int>& rows) {
    table.clearSelection();
    for (const int row : rows)
        table.selectionModel()->select(table.model()->index(row, 0),
                                       QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

}  // namespace

class TestEvaluation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void anEmptyWorkspaceSaysWhatToDo() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = openPage(*window);
        QVERIFY(page);
        QVERIFY(page->sentence().contains("azr-studio suites"));
        QVERIFY(page->shown().empty());
        QVERIFY(!widgetNamed<QComboBox>(*page, "Suite")->isVisible());
        savePicture(*window, "evaluation-empty");
    }

    void checkpointsStandInTheChartWithTheirIntervals() {
        FakeWorkspace workspace;
        fill(workspace);
        put(workspace, RunId{2}, 0, [](int i) { return i < 10; });
        put(workspace, RunId{2}, 20, [](int i) { return i < 14 && i != 3; });
        put(workspace, RunId{2}, 40, [](int i) { return i < 30 && i != 3; });
        put(
            workspace, RunId{2}, 60, [](int) { return true; }, false);  // killed: not in the chart
        put(workspace, RunId{1}, 40, [](int) { return true; });         // another run's
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(window->workspace().run(), RunId{2});
        auto* page = openPage(*window);
        QVERIFY(page);
        QCOMPARE(page->shown().size(), std::size_t{5});
        const auto& values = page->chart().chart().values("greedy");
        QCOMPARE(values.raw, (QList<QPointF>{{0, 25}, {20, 32.5}, {40, 72.5}}));
        const auto wilson = evaluation::wilson(29, kItems);
        QVERIFY(std::abs(values.intervals.at(2).low - 100 * wilson.low) < 1e-6);
        // 20 gained, 1 lost: 2 (C(21, 0) + C(21, 1)) / 2^21 = 0.000021
        QVERIFY2(page->sentence().contains("Step 0 and step 40") && page->sentence().contains("solves 20") &&
                     page->sentence().contains("fails at 1 ") && page->sentence().contains("47.5 points") &&
                     page->sentence().contains("p < 0.001") && page->sentence().contains("The second is better"),
                 qPrintable(page->sentence()));
        auto* table = widgetNamed<QTableWidget>(*page, "Evaluations");
        QVERIFY(table->item(3, 3)->text().contains("unfinished"));
        for (const bool dark : {false, true}) {
            ui::applyTheme(*qApp, dark);
            for (const QSize size : {QSize(1024, 700), QSize(1280, 800)}) {
                window->resize(size);
                select(*table, {0, 2});
                QVERIFY(settled(*window));
                savePicture(*window, QStringLiteral("evaluation-%1-%2").arg(dark ? "dark" : "light").arg(size.width()));
            }
        }
        ui::applyTheme(*qApp, false);
        // The other run has one: nothing can be said of it.
        window->workspace().show(RunId{1});
        QTRY_COMPARE(page->chart().chart().values("greedy").raw, (QList<QPointF>{{40, 100}}));
        select(*table, {});
        QVERIFY(page->sentence().startsWith("Two finished evaluations"));
    }

    void twoEvaluationsAreComparedItemByItem() {
        FakeWorkspace workspace;
        fill(workspace);
        put(workspace, RunId{1}, 0, [](int i) { return i < 10; });
        put(workspace, RunId{1}, 40, [](int i) { return i >= 3 && i < 12; });
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = openPage(*window);
        QVERIFY(page);
        auto* table = widgetNamed<QTableWidget>(*page, "Evaluations");
        auto* items = widgetNamed<QTableWidget>(*page, "Items of the suite");
        auto* filter = widgetNamed<QComboBox>(*page, "Which items");
        QSignalSpy shown(&page->items(), &ui::ItemBrowser::itemShown);
        select(*table, {1});
        QCOMPARE(page->items().shownItems(), kItems);
        filter->setCurrentIndex(1);
        QCOMPARE(page->items().shownItems(), 9);
        select(*table, {0, 1});
        QVERIFY(page->sentence().contains("1@0") && page->sentence().contains("That may be chance"));
        filter->setCurrentIndex(1);  // gained
        QCOMPARE(page->items().shownItems(), 2);
        QCOMPARE(items->item(0, 0)->text(), QStringLiteral("sample_10"));
        filter->setCurrentIndex(2);  // lost
        QCOMPARE(page->items().shownItems(), 3);
        shown.clear();
        items->selectRow(1);
        QTRY_VERIFY(shown.count() >= 1);
        QCOMPARE(widgetNamed<widgets::CodeView>(*page, "Completion")->code(), QStringLiteral("1@0 says 1"));
        QCOMPARE(widgetNamed<widgets::CodeView>(*page, "Completion of the second")->code(),
                 QStringLiteral("1@40 says 1"));
        QVERIFY(widgetNamed<widgets::CodeView>(*page, "Prompt of the item")->code().contains("f(1)"));
        auto* sample = widgetNamed<QComboBox>(*page, "Which completion");
        QCOMPARE(sample->count(), 3);
        // Of one again: solved and failed, and no second.
        select(*table, {0});
        QVERIFY(!widgetNamed<widgets::CodeView>(*page, "Completion of the second")->isVisible());
        filter->setCurrentIndex(2);
        QCOMPARE(page->items().shownItems(), kItems - 10);
    }

    /// What another process stores while the page is looked at.
    void newEvaluationsAppear() {
        FakeWorkspace workspace;
        fill(workspace);
        put(workspace, RunId{1}, 0, [](int) { return false; });
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = openPage(*window);
        QVERIFY(page);
        QCOMPARE(page->shown().size(), std::size_t{1});
        put(workspace, RunId{1}, 40, [](int) { return true; });
        window->workspace().refreshRuns();
        QTRY_COMPARE(page->shown().size(), std::size_t{2});
    }
};

QTEST_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
