// Undo, pins, marks and rules in the window, through the real Session on a scripted policy: what a person does becomes
// a row, and what the row says is what the window shows.
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using test::buttonNamed;
using test::widgetNamed;

namespace {

constexpr int kPatienceMs = 60000;

std::unique_ptr<ui::MainWindow> openedWindow(const QTemporaryDir& folder) {
    auto bridge = ui::SessionBridge::open([&folder](session::Session::Wakeup wakeup) {
        return session::openSession(folder.path().toStdString(), std::move(wakeup), test::scriptedParts());
    });
    if (!bridge) qFatal("%s", describe(bridge.error()).c_str());
    auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
    window->show();
    return window;
}

}  // namespace

class TestSteeringWindow : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_tasks = nullptr;

    [[nodiscard]] ui::Actions& actions() { return m_window->actions(); }
    [[nodiscard]] store::TaskRow first() { return m_tasks->model().row(0); }
    [[nodiscard]] QString cell(int column) { return m_tasks->model().index(0, column).data().toString(); }
    void post(const session::Command& command) { QVERIFY(m_window->workspace().bridge().post(command).has_value()); }

  private Q_SLOTS:
    /// A paused run whose oldest buffered tasks are shown.
    void initTestCase() {
        m_window = openedWindow(m_folder);
        QTRY_VERIFY(m_window->workspace().loaded());
        session::StartRequest request;
        request.config = test::sessionRun(0);
        const auto run = m_window->workspace().bridge().start(request);
        QVERIFY(run.has_value());
        m_window->workspace().refreshRuns();
        m_window->workspace().show(*run);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().runRow().lastStep >= 1, kPatienceMs);
        post(session::ControlCommand(session::Pause{}));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->workspace().bridge().state(), session::RunState::Paused, kPatienceMs);
        m_window->showPage(ui::PageName::Tasks);
        m_tasks = m_window->findChild<ui::TasksPage*>();
        m_tasks->findChild<widgets::FilterBar*>()->setChoice("status", "admitted");
        m_tasks->findChild<widgets::FilterBar*>()->setChoice("kind", "deduction");
        QTRY_VERIFY_WITH_TIMEOUT(m_tasks->model().rowCount() > 2 && first().status == "admitted", kPatienceMs);
        m_tasks->findChild<widgets::CopyableTable*>()->selectRow(0);
        QTRY_VERIFY(actions().pinTasks->isEnabled());
        QVERIFY(!actions().undo->isEnabled());
    }

    void aPinStandsInTheRowAndIsTakenBack() {
        actions().pinTasks->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(first().pinned, kPatienceMs);
        QVERIFY(cell(ui::TaskTableModel::Number).endsWith(QStringLiteral("★")));
        QTRY_COMPARE(actions().pinTasks->text(), QStringLiteral("Un&pin tasks"));
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->isEnabled(), kPatienceMs);
        QVERIFY2(actions().undo->text().contains("Pin"), qPrintable(actions().undo->text()));
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!first().pinned, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().redo->isEnabled(), kPatienceMs);
        actions().redo->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(first().pinned, kPatienceMs);
    }

    void tagsAndANoteAreWritten() {
        actions().markTasks->trigger();
        QTRY_VERIFY(m_window->findChild<ui::MarksDialog*>() != nullptr);
        auto* dialog = m_window->findChild<ui::MarksDialog*>();
        QVERIFY(widgetNamed<QCheckBox>(*dialog, "Pinned")->isChecked());
        const QString number = cell(ui::TaskTableModel::Number).section(QLatin1Char(' '), 0, 0);
        const auto labels = dialog->findChildren<QLabel*>();
        QVERIFY(
            std::any_of(labels.begin(), labels.end(), [&](const QLabel* one) { return one->text().contains(number); }));
        widgetNamed<QLineEdit>(*dialog, "Tags")->setText("odd, too easy");
        widgetNamed<QPlainTextEdit>(*dialog, "Note")->setPlainText("look at this");
        QCOMPARE(dialog->changes().size(), 3U);
        buttonNamed(*dialog, "Save")->click();
        QTRY_COMPARE_WITH_TIMEOUT(first().tags.size(), 2U, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(first().note, std::string("look at this"), kPatienceMs);
        auto* detail = m_tasks->findChild<ui::TaskDetailView*>();
        const auto told = [detail] {
            for (const QLabel* label : detail->findChildren<QLabel*>())
                if (label->text().contains("look at this") && label->text().contains("too easy")) return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), kPatienceMs);
        m_tasks->findChild<widgets::FilterBar*>()->setSearchText("tag:odd");
        QTRY_COMPARE_WITH_TIMEOUT(m_tasks->model().rowCount(), 1, kPatienceMs);
        m_tasks->findChild<widgets::FilterBar*>()->setSearchText({});
        QTRY_VERIFY_WITH_TIMEOUT(m_tasks->model().rowCount() > 2, kPatienceMs);
    }

    void theRunIsMarkedToo() {
        actions().markRun->trigger();
        QTRY_VERIFY(m_window->findChild<ui::MarksDialog*>() != nullptr);
        auto* dialog = m_window->findChild<ui::MarksDialog*>();
        widgetNamed<QCheckBox>(*dialog, "Pinned")->setChecked(true);
        widgetNamed<QPlainTextEdit>(*dialog, "Note")->setPlainText("the baseline");
        buttonNamed(*dialog, "Save")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().runs().front().pinned, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->workspace().runs().front().note, std::string("the baseline"), kPatienceMs);
    }

    void aVetoComesBackWithControlZ() {
        m_tasks->findChild<widgets::CopyableTable*>()->selectRow(1);
        const TaskId task = m_tasks->model().row(1).id;
        QSignalSpy answers(&m_window->workspace().bridge(), &ui::SessionBridge::commandAnswered);
        post(session::LoopAction(session::VetoTask{task, "dull"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_tasks->model().rowOf(task.value), -1, kPatienceMs);  // admitted ones are shown
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->text().contains("Veto of"), kPatienceMs);
        actions().undo->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_tasks->model().rowOf(task.value) >= 0, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(answers.count(), 2, kPatienceMs);
        QVERIFY2(answers.at(1).at(1).toString().startsWith("Undo"), qPrintable(answers.at(1).at(1).toString()));
    }

    void aRuleIsTriedPutInForceAndSwitchedOff() {
        actions().rules->trigger();
        auto* rules = m_window->findChild<ui::RulesDialog*>();
        QVERIFY(rules != nullptr);
        buttonNamed(*rules, "New rule…")->click();
        auto* editor = rules->findChild<ui::RuleEditor*>();
        QVERIFY(editor != nullptr);
        auto* condition = widgetNamed<QPlainTextEdit>(*editor, "Condition");
        QVERIFY(!buttonNamed(*editor, "Put in force")->isEnabled());
        condition->setPlainText("flavour = sweet");
        buttonNamed(*editor, "Put in force")->click();
        QVERIFY(editor->isVisible());  // refused, and nothing is lost
        const auto says = [editor](const QString& text) {
            for (const QLabel* label : editor->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(text)) return true;
            return false;
        };
        QVERIFY(says("flavour"));
        condition->setPlainText("program ~ \"[02468]$\"");
        QSignalSpy tried(editor, &ui::RuleEditor::tried);
        buttonNamed(*editor, "Try on history")->click();
        QTRY_COMPARE_WITH_TIMEOUT(tried.count(), 1, kPatienceMs);
        QVERIFY(says("It would have removed"));
        QVERIFY(!widgetNamed<QPlainTextEdit>(*editor, "Tasks that meet it")->toPlainText().isEmpty());
        widgetNamed<QLineEdit>(*editor, "Name")->setText("even");
        widgetNamed<QComboBox>(*editor, "What it does")->setCurrentIndex(2);
        widgetNamed<QLineEdit>(*editor, "Tag")->setText("even");
        buttonNamed(*editor, "Put in force")->click();
        auto* table = widgetNamed<QTableWidget>(*rules, "Rules of the run");
        QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 1, kPatienceMs);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("even"));
        QTRY_VERIFY_WITH_TIMEOUT(table->item(0, 4)->text().toInt() > 0, kPatienceMs);
        table->selectRow(0);
        buttonNamed(*rules, "Switch off")->click();
        QTRY_COMPARE_WITH_TIMEOUT(table->item(0, 3)->text(), QStringLiteral("off"), kPatienceMs);
        buttonNamed(*rules, "Remove")->click();
        QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->text().contains("rule"), kPatienceMs);
        actions().undo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 1, kPatienceMs);
        rules->close();
    }

    void cleanupTestCase() {
        m_window->workspace().bridge().stop();
        m_window.reset();
    }
};

QTEST_MAIN(TestSteeringWindow)
#include "tst_steering_window.moc"
