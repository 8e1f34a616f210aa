// The page Tasks while its run goes on: the detail is that of the selected task, what is looked at stays where it is,
// and nothing is said of what was not read yet.
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <future>

#include "core/config/run_fields.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/held_reading.h"
#include "tests/support/temp_store.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/pages/review_strip.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;

namespace {

constexpr int kRows = 120;

store::TaskRow admitted(std::int64_t number) {
    store::TaskRow task = taskRow(RunId{1}, number, static_cast<int>(number / 4) + 1);
    task.status = "admitted";
    return task;
}

void fillTasks(FakeWorkspace& workspace) {
    store::RunRow run = runRow(1);
    run.lastStep = kRows / 4 + 1;
    QVERIFY(workspace.writer->push(run).has_value());
    for (int i = 1; i <= kRows; ++i) QVERIFY(workspace.writer->push(admitted(i)).has_value());
    QVERIFY(workspace.writer->flush().has_value());
}

}  // namespace

class TestTasksView : public QObject {
    Q_OBJECT

    std::unique_ptr<FakeWorkspace> m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_tasks = nullptr;
    widgets::CopyableTable* m_table = nullptr;

    void open() {
        m_window = openWindow(*m_workspace);
        QVERIFY(settled(*m_window));
        m_window->showPage(ui::PageName::Tasks);
        m_tasks = m_window->findChild<ui::TasksPage*>();
        m_table = m_tasks->findChild<widgets::CopyableTable*>(QStringLiteral("taskTable"));
        QTRY_VERIFY(m_tasks->shownTask().valid());
        QVERIFY(settled(*m_window));
    }
    void add(std::int64_t first, int count) {
        for (int i = 0; i < count; ++i) QVERIFY(m_workspace->writer->push(admitted(first + i)).has_value());
        QVERIFY(m_workspace->writer->flush().has_value());
        m_workspace->tell(session::RowsChanged{RunId{1}, session::Table::Tasks});
    }
    void waitsFor(TaskId task) {
        QVERIFY(m_workspace->writer->push(store::TaskStatusRow{task, "waiting"}).has_value());
        QVERIFY(m_workspace->writer->flush().has_value());
    }
    [[nodiscard]] int heightOf(TaskId task) { return m_table->rowViewportPosition(m_tasks->model().rowOf(task.value)); }
    [[nodiscard]] TaskId uppermost() { return m_tasks->model().row(m_table->rowAt(0)).id; }
    [[nodiscard]] QStringList labelled() {
        QStringList texts;
        for (const QLabel* label : m_tasks->findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly))
            texts.append(label->text());
        return texts;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }
    void init() {
        m_workspace = std::make_unique<FakeWorkspace>();
        fillTasks(*m_workspace);
    }
    void cleanup() {
        m_window.reset();
        m_workspace.reset();
    }

    void theDetailIsOfTheTaskThatWasClickedLast() {
        open();
        m_table->selectRow(9);
        QVERIFY(settled(*m_window));
        QTRY_COMPARE(m_tasks->shownTask(), m_tasks->selected().front());
        {
            // New rows come between the click and its answer.
            const HeldReading held(m_window->workspace().background());
            m_table->selectRow(4);
            const QSignalSpy told(&m_window->workspace(), &ui::Workspace::rowsChanged);
            m_workspace->tell(session::RowsChanged{RunId{1}, session::Table::Tasks});
            QTRY_COMPARE(told.count(), 1);
        }
        QVERIFY(settled(*m_window));
        QTRY_COMPARE(m_tasks->shownTask(), m_tasks->model().row(4).id);
        QCOMPARE(m_tasks->selected(), QList<TaskId>{m_tasks->shownTask()});
    }

    void anEmptyTableHasNoDetail() {
        open();
        auto* filters = m_tasks->findChild<widgets::FilterBar*>();
        filters->setChoice("status", "vetoed");
        QTRY_VERIFY(!m_tasks->shownTask().valid());
        QCOMPARE(m_tasks->model().rowCount(), 0);
        QTRY_VERIFY2(labelled().last().startsWith("0 task"), qPrintable(labelled().join('|')));
        {
            const HeldReading held(m_window->workspace().background());
            filters->setChoice("status", "admitted");
            QVERIFY2(labelled().contains(QStringLiteral("Counting…")), qPrintable(labelled().join('|')));
        }
        QTRY_VERIFY(labelled().last().startsWith(QStringLiteral("%1 task").arg(kRows)));
        QTRY_VERIFY(m_tasks->shownTask().valid());
    }

    void newRowsDoNotMoveWhatIsLookedAt() {
        open();
        m_table->selectRow(3);
        const TaskId chosen = m_tasks->selected().front();
        const int height = heightOf(chosen);
        add(kRows + 1, 30);
        QTRY_COMPARE(m_tasks->model().rowCount(), kRows + 30);
        QCOMPARE(heightOf(chosen), height);
        QCOMPARE(m_tasks->selected(), QList<TaskId>{chosen});
        // Without the selection in sight the uppermost row stays.
        m_table->verticalScrollBar()->setValue(m_table->verticalScrollBar()->maximum() / 2 + 20);
        QVERIFY(heightOf(chosen) < 0);
        const TaskId upper = uppermost();
        add(kRows + 31, 30);
        QTRY_COMPARE(m_tasks->model().rowCount(), kRows + 60);
        QCOMPARE(uppermost(), upper);
        // At the top with nothing selected the youngest rows show as they come.
        m_table->clearSelection();
        m_table->verticalScrollBar()->setValue(0);
        add(kRows + 61, 5);
        QTRY_COMPARE(m_tasks->model().rowCount(), kRows + 65);
        QCOMPARE(m_table->rowAt(0), 0);
    }

    /// Where the first page ends in the middle of what is in sight.
    void everyRowInSightIsReadAgain() {
        add(kRows + 1, 130);
        open();
        QTRY_VERIFY(m_tasks->model().canFetchMore({}));  // the first page is there, and nothing else is asked for
        m_tasks->model().fetchMore({});
        QTRY_COMPARE(m_tasks->model().rowCount(), kRows + 130);
        m_table->scrollTo(m_tasks->model().index(store::kPageLimit + 2, 0), QAbstractItemView::PositionAtCenter);
        QVERIFY(m_table->rowAt(0) < store::kPageLimit);
        for (const int row : {store::kPageLimit - 3, store::kPageLimit + 4}) {
            const TaskId task = m_tasks->model().row(row).id;
            QVERIFY(heightOf(task) >= 0 && heightOf(task) < m_table->viewport()->height());
            QVERIFY(m_workspace->writer->push(store::TaskStatusRow{task, "vetoed"}).has_value());
            QVERIFY(m_workspace->writer->flush().has_value());
            m_workspace->tell(session::RowsChanged{RunId{1}, session::Table::Tasks});
            QTRY_COMPARE(m_tasks->model().row(m_tasks->model().rowOf(task.value)).status, std::string("vetoed"));
        }
    }

    void whatComesInPlaceOfADecidedTaskIsSelected() {
        open();
        m_tasks->findChild<widgets::FilterBar*>()->setChoice("status", "admitted");
        QTRY_COMPARE(m_tasks->model().rowCount(), kRows);
        m_table->selectRow(5);
        const TaskId gone = m_tasks->selected().front();
        const TaskId beside = m_tasks->model().row(4).id;
        QTRY_COMPARE(m_tasks->shownTask(), gone);
        QVERIFY(m_workspace->writer->push(store::TaskStatusRow{gone, "vetoed"}).has_value());
        QVERIFY(m_workspace->writer->flush().has_value());
        m_workspace->tell(session::RowsChanged{RunId{1}, session::Table::Tasks});
        QTRY_COMPARE(m_tasks->model().rowOf(gone.value), -1);
        QTRY_COMPARE(m_tasks->shownTask(), beside);
        QCOMPARE(m_tasks->selected(), QList<TaskId>{beside});
        QVERIFY(m_window->actions().exportTasks->isEnabled());
    }

    /// Which of the tasks that wait comes next while the step that decides about the oldest is under way.
    void theNextWaitingTaskCanStillBeDecidedAbout() {
        config::RunConfig config;
        config.selfplay.reviewShare = 1;
        config.selfplay.reviewTimeout = 20;
        store::RunRow run = runRow(1);
        run.config = dumpLine(config::toJson(config));
        run.lastStep = kRows / 4 + 1;
        QVERIFY(m_workspace->writer->push(run).has_value());
        const TaskId due = admitted(4 * (run.lastStep - 19) - 2).id, later = admitted(4 * (run.lastStep - 19) + 2).id;
        waitsFor(due);
        waitsFor(later);
        m_workspace->state = session::RunState::Running;
        m_workspace->run = RunId{1};
        open();
        const auto* strip = m_tasks->findChild<ui::ReviewStrip*>();
        QTRY_VERIFY(strip->isVisible());
        m_window->actions().nextWaiting->trigger();
        QTRY_COMPARE(m_tasks->shownTask(), later);
        QTRY_COMPARE(m_tasks->selected(), QList<TaskId>{later});
        QVERIFY(m_table->viewport()->rect().contains(
            m_table->visualRect(m_tasks->model().index(m_tasks->model().rowOf(later.value), 0)).center()));
        QTRY_VERIFY(buttonNamed(*strip, "Admit")->isEnabled());
        QVERIFY(buttonNamed(*strip, "Veto…")->isEnabled());
        // At rest nothing is decided by itself.
        m_workspace->state = session::RunState::Paused;
        m_workspace->tell(session::StateChanged{RunId{1}, session::RunState::Paused, ""});
        m_window->actions().nextWaiting->trigger();
        QTRY_COMPARE(m_tasks->shownTask(), due);
    }

    void aRowBecomesADraft() {
        m_workspace->state = session::RunState::Running;
        m_workspace->run = RunId{1};
        open();
        QAction* action = m_window->actions().seedFromTask;
        m_table->selectRow(2);
        QTRY_VERIFY(action->isEnabled());
        action->trigger();
        auto* dialog = m_window->findChild<ui::SeedDialog*>();
        QVERIFY(dialog);
        const QString program = QString::fromStdString(m_tasks->model().row(2).program);
        QTRY_COMPARE(dialog->findChild<widgets::CodeView*>()->code().trimmed(), program.trimmed());
        dialog->reject();
        m_table->selectAll();
        QVERIFY(!action->isEnabled());
        m_table->selectRow(2);
        QVERIFY(action->isEnabled());
        m_workspace->state = session::RunState::Idle;
        m_workspace->tell(session::StateChanged{RunId{1}, session::RunState::Finished, ""});
        QTRY_VERIFY(!action->isEnabled());
    }

    void aMarkedRowShowsItsNumber() {
        open();
        const int width = m_table->columnWidth(ui::TaskTableModel::Number);
        QVERIFY(width >= m_table->widthOf({QStringLiteral("#14012 ★")}));
        // What widthOf() gives a text beside its own width.
        const int around = m_table->widthOf({QString()});
        const QString seen =
            m_table->fontMetrics().elidedText(QStringLiteral("#14012 ★◆✎"), Qt::ElideRight, width - around);
        QVERIFY2(seen.startsWith(QStringLiteral("#14012 ")), qPrintable(seen));
    }
};

QTEST_MAIN(TestTasksView)
#include "tst_tasks_view.moc"
