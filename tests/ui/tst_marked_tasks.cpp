// Marks in the window on runs at rest, through the real Session: a mark shows at once, the dialog begins with the marks
// as they stand, and what was done to many tasks is one act, posted in parts and taken back whole.
#include <QAbstractItemView>
#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/found_widgets.h"
#include "tests/support/scripted_session.h"
#include "tests/support/synthetic_run.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"

using namespace azr;
using test::buttonNamed;
using test::widgetNamed;

namespace {

constexpr int kPatienceMs = 60000;

}  // namespace

class TestMarkedTasks : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_tasks = nullptr;
    widgets::CopyableTable* m_table = nullptr;

    [[nodiscard]] ui::Actions& actions() { return m_window->actions(); }
    [[nodiscard]] store::TaskRow first() { return m_tasks->model().row(0); }
    [[nodiscard]] store::TaskRow stored(TaskId task) {
        return *(*store::Reader::open(m_window->workspace().bridge().databasePath()))->taskRow(task);
    }
    [[nodiscard]] std::int64_t tagged(const std::string& tag) {
        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.tag = tag;
        return *(*store::Reader::open(m_window->workspace().bridge().databasePath()))->countTasks(filter);
    }
    ui::MarksDialog* openMarks() {
        actions().markTasks->trigger();
        ui::MarksDialog* dialog = nullptr;
        (void)QTest::qWaitFor([&] { return (dialog = m_window->findChild<ui::MarksDialog*>()) != nullptr; },
                              kPatienceMs);
        return dialog;
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        {
            auto writer = *store::Writer::open(m_folder.filePath("azr.db").toStdString(), {});
            testing::writeSyntheticRun(*writer, {.id = 1, .steps = 30});
            testing::writeSyntheticRun(*writer, {.id = 2, .steps = 3});
        }
        auto bridge = ui::SessionBridge::open([this](session::Session::Wakeup wakeup) {
            return session::openSession(m_folder.path().toStdString(), std::move(wakeup), test::scriptedParts());
        });
        QVERIFY(bridge.has_value());
        m_window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        m_window->show();
        QTRY_VERIFY(m_window->workspace().loaded());
        m_window->workspace().show(RunId{1});
        m_window->showPage(ui::PageName::Tasks);
        m_tasks = m_window->findChild<ui::TasksPage*>();
        m_table = m_tasks->findChild<widgets::CopyableTable*>();
        QTRY_VERIFY_WITH_TIMEOUT(m_tasks->model().rowCount() == 200 && first().run == RunId{1}, kPatienceMs);
        m_table->selectRow(0);
        QTRY_VERIFY(actions().pinTasks->isEnabled());
    }

    /// No run was ever started in this session.
    void theMarkOfARunAtRestShowsAtOnce() {
        actions().pinTasks->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(first().pinned, kPatienceMs);
        QTRY_COMPARE(actions().pinTasks->text(), QStringLiteral("Un&pin tasks"));
        auto* dialog = openMarks();
        QVERIFY(dialog);
        QVERIFY(widgetNamed<QCheckBox>(*dialog, "Pinned")->isChecked());
        widgetNamed<QLineEdit>(*dialog, "Tags")->setText("odd");
        buttonNamed(*dialog, "Save")->click();
        QTRY_COMPARE_WITH_TIMEOUT(first().tags, std::vector<std::string>{"odd"}, kPatienceMs);
        QTRY_VERIFY(!m_window->findChild<ui::MarksDialog*>());
    }

    /// A page that is hidden reads its rows later.
    void theDialogBeginsWithTheMarksAsTheyStand() {
        const TaskId task = first().id;
        m_window->showPage(ui::PageName::Training);
        const auto posted = m_window->workspace().bridge().post(
            session::MarkCommand(session::SetNote{{task, {}}, "by another way", {}}));
        QVERIFY(posted.has_value());
        QTRY_COMPARE_WITH_TIMEOUT(stored(task).note, std::string("by another way"), kPatienceMs);
        QVERIFY(first().note.empty());
        auto* dialog = openMarks();
        QVERIFY(dialog);
        QVERIFY(dialog->changes().empty());
        QCOMPARE(dialog->findChild<QPlainTextEdit*>()->toPlainText(), QStringLiteral("by another way"));
        dialog->reject();
        m_window->showPage(ui::PageName::Tasks);
        QTRY_VERIFY(!m_window->findChild<ui::MarksDialog*>());
    }

    void whatWasDoneToManyIsTakenBackWhole() {
        const std::int64_t last = m_tasks->model().rowCount();
        m_table->selectAll();
        QCOMPARE(std::int64_t(m_tasks->selected().size()), last);
        auto* dialog = openMarks();
        QVERIFY(dialog);
        widgetNamed<QLineEdit>(*dialog, "Tags")->setText("many");
        buttonNamed(*dialog, "Save")->click();
        QTRY_COMPARE_WITH_TIMEOUT(tagged("many"), last, kPatienceMs);
        const QString others = QStringLiteral("and %1 more").arg(last - 1);
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->text().contains(others), kPatienceMs);
        actions().undo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(tagged("many"), 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().redo->text().contains(others), kPatienceMs);
        // What was done before is next, though more commands than that lie between.
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->text().contains("Note"), kPatienceMs);
        actions().redo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(tagged("many"), last, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->text().contains(others), kPatienceMs);
    }

    /// What was begun is finished, also where the window ends meanwhile.
    void anActIsFinishedThoughTheWindowEnds() {
        const std::int64_t last = m_tasks->model().rowCount();
        m_table->selectAll();
        auto* dialog = openMarks();
        QVERIFY(dialog);
        auto* tags = widgetNamed<QLineEdit>(*dialog, "Tags");
        tags->setText(tags->text() + ", late");
        buttonNamed(*dialog, "Save")->click();
        m_window->close();
        m_window.reset();
        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.tag = "late";
        QCOMPARE(*(*store::Reader::open(m_folder.filePath("azr.db").toStdString()))->countTasks(filter), last);
    }
};

QTEST_MAIN(TestMarkedTasks)
#include "tst_marked_tasks.moc"
