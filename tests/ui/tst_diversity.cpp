// The page Diversity: its charts and its warning, the map whose brush filters the table of tasks, and the cluster that
// is thinned out of the buffers through the real Session. With AZR_SCREENSHOTS=folder pictures of it are kept.
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "tests/support/temp_store.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/diversity/cluster_table.h"
#include "ui/diversity/diversity_page.h"
#include "ui/diversity/task_map.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/charts/scatter_view.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;
using test::widgetNamed;

namespace {

constexpr int kPatienceMs = 20000;  // three times as long where it fails

widgets::ChartPanel* panelTitled(ui::DiversityPage& page, const QString& title) {
    for (widgets::ChartPanel* panel : page.panels())
        if (panel->title() == title) return panel;
    return nullptr;
}

void savePictures(ui::MainWindow& window, const QString& name) {
    if (qEnvironmentVariable("AZR_SCREENSHOTS").isEmpty()) return;
    auto* tabs = window.findChild<ui::DiversityPage*>()->findChild<QTabWidget*>();
    for (const bool dark : {false, true}) {
        ui::applyTheme(*qApp, dark);
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800)}) {
            window.resize(size);
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                savePicture(
                    window,
                    QStringLiteral("%1-%2-%3-%4").arg(name, dark ? "dark" : "light").arg(size.width()).arg(tab + 1));
            }
        }
    }
    ui::applyTheme(*qApp, false);
    tabs->setCurrentIndex(0);
}

}  // namespace

class TestDiversity : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_live;

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void anEmptyWorkspaceSaysWhatWillStandThere() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Diversity);
        auto* page = window->findChild<ui::DiversityPage*>();
        QVERIFY(page->isVisible());
        QVERIFY(page->sentence().contains("first step"));
        QCOMPARE(page->panels().size(), 12);
        QVERIFY(page->clusters().clusters().empty());
        QVERIFY(!buttonNamed(*page, "Thin this cluster")->isEnabled());
        QVERIFY(!buttonNamed(*page, "Show these tasks")->isEnabled());
    }

    void theChartsShowTheRunThatIsShown() {
        FakeWorkspace workspace;
        fill(workspace);
        writeSyntheticRun(*workspace.writer, {.id = 3, .steps = 20, .composite = true});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = window->findChild<ui::DiversityPage*>();
        QVERIFY(page->steps().empty());  // nothing is read for a page that nobody looks at
        QSignalSpy drawn(page, &ui::DiversityPage::drawn);
        window->showPage(ui::PageName::Diversity);
        QTRY_VERIFY(drawn.count() >= 1);
        const auto steps = static_cast<int>(window->workspace().runRow().lastStep);
        QCOMPARE(page->steps().size(), std::size_t(steps));
        auto* lineages = panelTitled(*page, "Effective lineages");
        QVERIFY(lineages);
        QCOMPARE(lineages->chart().drawnPoints("lineages"), steps);
        QCOMPARE(*lineages->chart().lastValue("lineages"), page->steps().back().lineages);
        QVERIFY(panelTitled(*page, "Types of outputs")->chart().curves().contains("list"));
        QVERIFY(!panelTitled(*page, "Near-duplicates")->chart().values("near-duplicates").intervals.isEmpty());
        QCOMPARE(panelTitled(*page, "Length of answers")->chart().lastValue("solved"), std::optional(24.0));
        QVERIFY(!page->clusters().clusters().empty());
        savePictures(*window, "diversity");
        // Another run has other figures.
        window->workspace().show(RunId{1});
        QTRY_COMPARE(page->steps().size(), std::size_t(40));
        // A click on a point opens its tasks.
        QSignalSpy wanted(&window->workspace(), &ui::Workspace::stepWanted);
        Q_EMIT panelTitled(*page, "Effective lineages")->pointChosen(7);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(window->page(), ui::PageName::Tasks);
    }

    void aWarningStandsOnThePage() {
        FakeWorkspace workspace;
        store::RunRow row = runRow(1);
        row.lastStep = 20;
        QVERIFY(workspace.writer->push(row).has_value());
        std::int64_t number = 0;
        for (int step = 1; step <= 20; ++step)
            for (int i = 0; i < 12; ++i) {
                store::TaskRow task = taskRow(RunId{1}, ++number, step);
                task.program = "def f(x):";
                for (int line = 0; line < (step < 14 ? i : 2); ++line) task.program += "\n    x = x + 1";
                task.program += "\n    return x" + std::string(step < 14 ? std::size_t(step) : 1, '-') + "1";
                QVERIFY(workspace.writer->push(task).has_value());
            }
        QVERIFY(workspace.writer->flush().has_value());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Diversity);
        auto* page = window->findChild<ui::DiversityPage*>();
        QTRY_COMPARE(page->steps().size(), std::size_t(20));
        QVERIFY2(page->sentence().contains("narrow since step"), qPrintable(page->sentence()));
        QVERIFY(page->sentence().contains("outlines per task"));
        QCOMPARE(panelTitled(*page, "Outlines per task")->chart().events().size(), 1);
        savePictures(*window, "narrowing");
    }

    void theBrushOfTheMapFiltersTheTableOfTasks() {
        FakeWorkspace workspace;
        QVERIFY(workspace.writer->push(runRow(1)).has_value());
        store::RunRow row = runRow(1);
        row.lastStep = 1;
        QVERIFY(workspace.writer->push(row).has_value());
        for (int i = 0; i < 90; ++i) {
            store::TaskRow task = taskRow(RunId{1}, i + 1, 1);
            task.complexity = i % 10;
            task.learnability = (i / 10) / 8.0;
            QVERIFY(workspace.writer->push(task).has_value());
        }
        QVERIFY(workspace.writer->flush().has_value());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Diversity);
        auto* page = window->findChild<ui::DiversityPage*>();
        page->findChild<QTabWidget*>()->setCurrentIndex(2);
        ui::TaskMap& map = page->map();
        QTRY_COMPARE(map.view().points().size(), 90);
        // With the mouse: complexity 3 to 5, solved 0.25 to 0.5.
        QTRY_VERIFY(map.view().width() > 200);
        const QPoint from = map.view().toPlot({2.6, 0.2}).toPoint(), to = map.view().toPlot({5.4, 0.55}).toPoint();
        QTest::mousePress(&map.view(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&map.view(), (from + to) / 2);
        QTest::mouseMove(&map.view(), to);
        QTest::mouseRelease(&map.view(), Qt::LeftButton, {}, to);
        QCOMPARE(map.chosenTasks(), 9);
        // By the fields, too.
        auto* low = widgetNamed<QDoubleSpinBox>(map, "Complexity from");
        auto* high = widgetNamed<QDoubleSpinBox>(map, "Complexity to");
        low->setValue(4);
        high->setValue(9);
        QCOMPARE(map.view().brush()->left(), 4.0);
        QCOMPARE(map.chosenTasks(), 18);
        // By the keys: a brush in the middle, moved, taken away.
        map.view().setFocus();
        QTest::keyClick(&map.view(), Qt::Key_Escape);
        QVERIFY(!map.view().brush());
        QCOMPARE(map.chosenTasks(), 0);
        QTest::keyClick(&map.view(), Qt::Key_Right);
        QVERIFY(map.view().brush());
        const double left = map.view().brush()->left();
        QTest::keyClick(&map.view(), Qt::Key_Right);
        QVERIFY(map.view().brush()->left() > left);
        const double right = map.view().brush()->right();
        QTest::keyClick(&map.view(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(map.view().brush()->right() < right);
        low->setValue(4);
        high->setValue(9);
        widgetNamed<QDoubleSpinBox>(map, "Solved from")->setValue(0.25);
        widgetNamed<QDoubleSpinBox>(map, "Solved to")->setValue(0.5);
        QCOMPARE(map.chosenTasks(), 18);
        QTest::keyClick(&map.view(), Qt::Key_Return);
        QCOMPARE(window->page(), ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_COMPARE(tasks->model().rowCount(), 18);
        QCOMPARE(tasks->model().filter().complexity, (store::Bounds{4.0, 9.0}));
        QCOMPARE(tasks->model().filter().solveRate, (store::Bounds{0.25, 0.5}));
    }

    void aHundredThousandPointsAreDrawnAtOnce() {
        widgets::ScatterView view;
        view.resize(800, 500);
        view.setRange(QRectF(0, 0, 10, 1));
        QList<QPointF> points;
        for (int i = 0; i < 100000; ++i) points.append({(i % 1000) / 100.0, (i / 1000) / 100.0});
        const QImage before = view.grab().toImage();
        QElapsedTimer timer;
        timer.start();
        view.setPoints(points);
        const QImage after = view.grab().toImage();
        qInfo("%lld ms for 100,000 points", timer.elapsed());
        int painted = 0;
        for (int y = 0; y < after.height(); y += 7)
            for (int x = 0; x < after.width(); x += 7) painted += after.pixel(x, y) != before.pixel(x, y) ? 1 : 0;
        QVERIFY(painted > 1000);
        // A point is where its values say, and nothing is painted outside.
        view.setPoints({{5, 0.5}});
        const QImage one = view.grab().toImage();
        const QPoint middle = view.toPlot({5, 0.5}).toPoint();
        view.setPoints({{5, 5}});
        QVERIFY(one.pixel(middle) != view.grab().toImage().pixel(middle));
        QCOMPARE(view.toValue(view.toPlot({3, 0.25})), QPointF(3, 0.25));
    }

    /// A paused run of the real Session, whose scripted proposals are variations of one program.
    void aClusterIsThinnedAndTheRuleUndone() {
        auto bridge = ui::SessionBridge::open([this](session::Session::Wakeup wakeup) {
            return session::openSession(m_folder.path().toStdString(), std::move(wakeup), test::scriptedParts());
        });
        QVERIFY(bridge.has_value());
        m_live = std::make_unique<ui::MainWindow>(std::move(*bridge));
        m_live->show();
        ui::Workspace& workspace = m_live->workspace();
        QTRY_VERIFY(workspace.loaded());
        session::StartRequest request;
        request.config = test::sessionRun(0);
        const auto run = workspace.bridge().start(request);
        QVERIFY(run.has_value());
        workspace.refreshRuns();
        workspace.show(*run);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.runRow().lastStep >= 1, kPatienceMs);
        QVERIFY(workspace.bridge().post(session::Command(session::ControlCommand(session::Pause{}))).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(workspace.bridge().state(), session::RunState::Paused, kPatienceMs);
        m_live->showPage(ui::PageName::Diversity);
        auto* page = m_live->findChild<ui::DiversityPage*>();
        page->findChild<QTabWidget*>()->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(!page->clusters().clusters().empty(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.background().idle(), kPatienceMs);
        const diversity::Cluster before = page->clusters().clusters().front();
        QVERIFY(before.buffered > 2);
        const auto sizes = [&workspace, run] {
            std::int64_t all = 0;
            const auto reader = store::Reader::open(workspace.bridge().databasePath());
            const auto buffers = (*reader)->bufferSizes(*run);
            for (const store::BufferSize& one : *buffers) all += one.size;
            return all;
        };
        const std::int64_t full = sizes();

        buttonNamed(*page, "Thin this cluster")->click();
        auto* editor = page->findChild<ui::RuleEditor*>();
        QVERIFY(editor != nullptr);
        QCOMPARE(editor->rule().condition, ui::ClusterTable::thinningRule(before).condition);
        // The dry run comes by itself.
        const auto says = [editor](const QString& text) {
            for (const QLabel* label : editor->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(text)) return true;
            return false;
        };
        const auto told = [editor] {
            QStringList texts;
            for (const QLabel* label : editor->findChildren<QLabel*>()) texts.append(label->text());
            return texts.join(QStringLiteral(" | "));
        };
        QVERIFY2(QTest::qWaitFor([&] { return says("It would have removed"); }, kPatienceMs), qPrintable(told()));
        QCOMPARE(sizes(), full);
        buttonNamed(*editor, "Put in force")->click();
        QTRY_VERIFY_WITH_TIMEOUT(sizes() < full, kPatienceMs);
        const auto rules = (*store::Reader::open(workspace.bridge().databasePath()))->rules(*run, false);
        QVERIFY(rules.has_value());
        QCOMPARE(rules->size(), std::size_t(1));
        QVERIFY(rules->front().enabled && rules->front().act == "veto" && rules->front().hits > 0);
        QVERIFY(rules->front().condition.starts_with("near("));
        // The page follows: the founder stays, its near-duplicates are out of the buffers.
        QTRY_VERIFY_WITH_TIMEOUT(
            !page->clusters().clusters().empty() && page->clusters().clusters().front().buffered < before.buffered,
            kPatienceMs);
        const auto founder = (*store::Reader::open(workspace.bridge().databasePath()))->taskRow(before.founder);
        QVERIFY(founder.has_value());
        QVERIFY(founder->status != "vetoed");

        QTRY_VERIFY_WITH_TIMEOUT(m_live->actions().undo->isEnabled(), kPatienceMs);
        m_live->activateWindow();  // the editor had been the active one
        QVERIFY(QTest::qWaitForWindowActive(m_live.get()));
        QTest::keyClick(m_live.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(sizes(), full, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(page->clusters().clusters().front().buffered == before.buffered, kPatienceMs);
        const auto after = (*store::Reader::open(workspace.bridge().databasePath()))->rules(*run, false);
        QVERIFY(after.has_value() && after->empty());
    }

    void cleanupTestCase() {
        if (m_live) m_live->workspace().bridge().stop();
        m_live.reset();
    }
};

QTEST_MAIN(TestDiversity)
#include "tst_diversity.moc"
