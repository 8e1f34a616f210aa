// The lineage of a task in its dialog: the graph stands in generations without overlaps, the keyboard walks it, and a
// node opens its task.
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/filled_window.h"
#include "tests/support/temp_store.h"
#include "ui/dialogs/lineage_dialog.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/layered_graph.h"

using namespace azr;
using namespace azr::testing;
using widgets::LayeredGraph;

class TestLineage : public QObject {
    Q_OBJECT

    FakeWorkspace m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;

    /// 1 and 2 were shown to 3, 3 to 4 and 5.
    static void fillGraph(LayeredGraph& graph) {
        graph.setGraph({{1, -1, "#1", "", 0.5},
                        {2, -1, "#2", "", -1},
                        {3, 0, "#3", "", 1, true},
                        {4, 1, "#4", "", 0},
                        {5, 1, "#5", "", 0}},
                       {{1, 3}, {2, 3}, {3, 4}, {3, 5}});
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        fill(m_workspace);
        m_window = openWindow(m_workspace);
        QVERIFY(settled(*m_window));
    }

    void generationsAreColumnsAndNothingOverlaps() {
        LayeredGraph graph;
        QList<widgets::GraphNode> nodes = {{1, 0, "#1", "", 0, true}};
        QList<QPair<qint64, qint64>> edges;
        for (int i = 2; i < 40; ++i) {
            nodes.append({i, i % 3 == 0 ? -1 : i % 3, QString::number(i), "", 0});
            edges.append({1, i});
        }
        graph.setGraph(nodes, edges);
        for (const auto& a : nodes)
            for (const auto& b : nodes) {
                if (a.id == b.id) continue;
                QVERIFY(!graph.placeOf(a.id).intersects(graph.placeOf(b.id)));
                QCOMPARE(a.layer < b.layer, graph.placeOf(a.id).x() < graph.placeOf(b.id).x());
            }
    }

    /// A dialog shows its graph before it has its size.
    void theGraphFillsTheSizeThatItGets() {
        LayeredGraph graph;
        graph.resize(160, 90);
        graph.show();
        QVERIFY(QTest::qWaitForWindowExposed(&graph));
        fillGraph(graph);
        const double small = graph.transform().m11();
        graph.resize(900, 600);
        QTRY_VERIFY(graph.transform().m11() > 1.5 * small);
        graph.zoom(0.5);
        const double chosen = graph.transform().m11();
        graph.resize(700, 500);
        QTRY_COMPARE(graph.width(), 700);
        QCOMPARE(graph.transform().m11(), chosen);
    }

    void theKeyboardWalksAndZooms() {
        LayeredGraph graph;
        graph.resize(500, 400);
        graph.show();
        fillGraph(graph);
        QSignalSpy activated(&graph, &LayeredGraph::activated);
        QCOMPARE(graph.selected(), 3);
        QTest::keyClick(&graph, Qt::Key_Left);
        const qint64 left = graph.selected();
        QVERIFY(left == 1 || left == 2);
        QTest::keyClick(&graph, left == 1 ? Qt::Key_Down : Qt::Key_Up);
        QCOMPARE(graph.selected(), 3 - left);
        QTest::keyClick(&graph, Qt::Key_Right);
        QTest::keyClick(&graph, Qt::Key_Right);
        QVERIFY(graph.selected() == 4 || graph.selected() == 5);
        QTest::keyClick(&graph, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.front().front().toLongLong(), graph.selected());
        const double before = graph.transform().m11();
        QTest::keyClick(&graph, Qt::Key_Plus);
        QVERIFY(graph.transform().m11() > before);
        QTest::keyClick(&graph, Qt::Key_0);
        QCOMPARE(graph.transform().m11(), before);
        for (int i = 0; i < 60; ++i) QTest::keyClick(&graph, Qt::Key_Minus);
        QVERIFY(graph.transform().m11() > 0.1);
        QTest::mouseClick(graph.viewport(), Qt::LeftButton, {}, graph.mapFromScene(graph.placeOf(2).center()));
        QCOMPARE(graph.selected(), 2);
    }

    void theDialogShowsGenerationsAndOpensATask_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theDialogShowsGenerationsAndOpensATask() {
        QFETCH(bool, dark);
        m_window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
        m_window->showPage(ui::PageName::Tasks);
        QVERIFY(settled(*m_window));
        auto* page = m_window->findChild<ui::TasksPage*>();
        QTRY_VERIFY(page->model().rowCount() > 40);
        auto* detail = page->findChild<ui::TaskDetailView*>();
        page->openTask(page->model().row(40).id);
        QTRY_COMPARE(detail->task(), page->model().row(40).id);
        // As the link in the facts does it.
        auto* origin = [&]() -> QLabel* {
            for (QLabel* label : detail->findChildren<QLabel*>())
                if (label->accessibleName() == "References") return label;
            return nullptr;
        }();
        QVERIFY(origin && origin->text().contains("href='lineage'"));
        Q_EMIT origin->linkActivated("lineage");
        auto* dialog = page->findChild<ui::LineageDialog*>();
        QVERIFY(dialog);
        auto* graph = dialog->findChild<LayeredGraph*>();
        QTRY_COMPARE(graph->selected(), detail->task().value);
        QVERIFY(graph->accessibleDescription().contains("came from it"));
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        savePicture(*dialog, dark ? "lineage-dark" : "lineage-light");
        QTest::keyClick(graph, Qt::Key_Left);
        const qint64 parent = graph->selected();
        QVERIFY(parent != detail->task().value);
        QTest::keyClick(graph, Qt::Key_Return);
        QTRY_COMPARE(detail->task().value, parent);
        QTRY_VERIFY(page->findChild<ui::LineageDialog*>() == nullptr);
    }

    void cleanupTestCase() { m_window.reset(); }

    /// Three generations are shown to either side; what goes on behind them says so.
    void whatIsCutOffIsMarked() {
        FakeWorkspace workspace;
        QVERIFY(workspace.writer->push(runRow(1)).has_value());
        for (int number = 1; number <= 9; ++number) {
            store::TaskRow task = taskRow(RunId{1}, number, number);
            if (number > 1) task.references = {TaskId{task.id.value - 1}};
            QVERIFY(workspace.writer->push(task).has_value());
        }
        QVERIFY(workspace.writer->flush().has_value());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const std::int64_t first = store::firstIdOf(RunId{1});
        ui::LineageDialog dialog(window->workspace().background(), TaskId{first + 5});
        dialog.setVisible(true);
        auto* graph = dialog.findChild<LayeredGraph*>();
        QTRY_COMPARE(graph->selected(), first + 5);
        QVERIFY(graph->placeOf(first + 1).isEmpty() && graph->placeOf(first + 9).isEmpty());
        const auto about = [&](std::int64_t number) {
            graph->select(first + number);
            return graph->accessibleDescription();
        };
        QVERIFY2(about(2).contains("what it came from is not shown"), qPrintable(about(2)));
        QVERIFY2(about(8).contains("not all that came from it is shown"), qPrintable(about(8)));
        for (const std::int64_t number : {3, 5, 7}) QVERIFY2(!about(number).contains("not"), qPrintable(about(number)));
        // The second one has no more before it.
        dialog.show(TaskId{first + 4});
        QTRY_VERIFY(!graph->placeOf(first + 1).isEmpty());
        QVERIFY2(!about(1).contains("not shown"), qPrintable(about(1)));
    }
};

QTEST_MAIN(TestLineage)
#include "tst_lineage.moc"
