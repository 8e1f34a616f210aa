// What was typed is there until it was accepted: dialogs whose request is refused stay open, say why, and can be tried
// again.
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/activity_log.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/field_form.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;
using test::widgetNamed;

class TestRefusals : public QObject {
    Q_OBJECT

    /// A window on a run that trains, with its tasks shown and the first one selected.
    static std::unique_ptr<ui::MainWindow> openLive(FakeWorkspace& workspace) {
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        if (!settled(*window)) qFatal("the window is not ready");
        window->showPage(ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        if (!QTest::qWaitFor([&] { return tasks->model().rowCount() > 0; })) qFatal("no tasks");
        tasks->findChild<widgets::CopyableTable*>()->selectRow(0);
        return window;
    }
    static bool says(const QWidget& dialog, const QString& text) {
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text)) return true;
        return false;
    }
    static void end(FakeWorkspace& workspace) { workspace.state = session::RunState::Idle; }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void aReasonStaysUntilTheVetoIsPosted() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        window->actions().veto->trigger();
        const QPointer dialog = window->findChild<ui::VetoDialog*>();
        QVERIFY(dialog);
        widgetNamed<QLineEdit>(*dialog, "Reason")->setText("a long thought about it");
        workspace.refusesPosts = true;
        buttonNamed(*dialog, "Veto")->click();
        QVERIFY(dialog->isVisible());
        QVERIFY(says(*dialog, "no run is at work"));
        savePicture(*dialog, "veto-refused");
        workspace.refusesPosts = false;
        buttonNamed(*dialog, "Veto")->click();
        QTRY_VERIFY(!dialog);
        const auto* veto = session::commandAs<session::VetoTask>(workspace.commands.back());
        QVERIFY(veto);
        QCOMPARE(veto->reason, std::string("a long thought about it"));
        end(workspace);
    }

    void marksStayUntilTheyArePosted() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        window->actions().markTasks->trigger();
        QTRY_VERIFY(window->findChild<ui::MarksDialog*>());
        const QPointer dialog = window->findChild<ui::MarksDialog*>();
        widgetNamed<QPlainTextEdit>(*dialog, "Note")->setPlainText("worth a second look");
        auto* tags = widgetNamed<QLineEdit>(*dialog, "Tags");
        QPushButton* save = buttonNamed(*dialog, "Save");
        // 21 letters of two bytes each.
        tags->setText("odd, " + QString(21, QChar(u'ü')));
        QVERIFY(!save->isEnabled());
        QVERIFY(says(*dialog, "too long"));
        savePicture(*dialog, "marks-tag-too-long");
        tags->setText("odd, " + QString(20, QChar(u'ü')));
        QVERIFY(save->isEnabled() && !says(*dialog, "too long"));
        workspace.refusesPosts = true;
        save->click();
        QVERIFY(dialog->isVisible());
        QVERIFY(says(*dialog, "no run is at work"));
        QVERIFY(workspace.commands.empty());
        workspace.refusesPosts = false;
        save->click();
        QTRY_VERIFY(!dialog);
        QCOMPARE(workspace.commands.size(), std::size_t(3));
        end(workspace);
    }

    void settingsStayUntilTheyArePosted() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        window->actions().changeSettings->trigger();
        QTRY_VERIFY(window->findChild<ui::LiveSettingsDialog*>());
        const QPointer dialog = window->findChild<ui::LiveSettingsDialog*>();
        auto* form = dialog->findChild<widgets::FieldForm*>();
        form->setValue("optimizer.learning_rate", "5e-5");
        form->setValue("checkpoint.every_steps", "7");
        workspace.refusesPosts = true;
        buttonNamed(*dialog, "Change")->click();
        QVERIFY(dialog->isVisible());
        QVERIFY(says(*dialog, "no run is at work"));
        QCOMPARE(form->value("optimizer.learning_rate"), QString("5e-5"));
        workspace.refusesPosts = false;
        buttonNamed(*dialog, "Change")->click();
        QTRY_VERIFY(!dialog);
        QCOMPARE(workspace.commands.size(), std::size_t(2));
        end(workspace);
    }

    /// The loop looks at the settings as a whole when it comes to its command point, which may be long after.
    void aSettingThatTheLoopRefusesComesBackWithTheReason() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        window->actions().changeSettings->trigger();
        QTRY_VERIFY(window->findChild<ui::LiveSettingsDialog*>());
        QPointer dialog = window->findChild<ui::LiveSettingsDialog*>();
        auto* form = dialog->findChild<widgets::FieldForm*>();
        const QString before = form->value("optimizer.learning_rate");
        form->setValue("optimizer.learning_rate", "5e-5");
        form->setValue("checkpoint.every_steps", "7");
        form->setValue("guard.window", "9");
        buttonNamed(*dialog, "Change")->click();
        QTRY_VERIFY(!dialog);
        QCOMPARE(workspace.commands.size(), std::size_t(3));
        for (int id = 1; id <= 3; ++id) {
            const auto* set = session::commandAs<session::SetField>(workspace.commands[std::size_t(id) - 1]);
            workspace.tell(session::CommandAnswered{
                CommandId{id}, set->path == "optimizer.learning_rate",
                set->path == "checkpoint.every_steps" ? "no room for so many" : "one is not enough"});
        }
        QTRY_VERIFY(window->findChild<ui::LiveSettingsDialog*>());
        QTRY_COMPARE(window->findChildren<ui::LiveSettingsDialog*>().size(), 1);
        dialog = window->findChild<ui::LiveSettingsDialog*>();
        QTRY_VERIFY(dialog->isVisible());
        form = dialog->findChild<widgets::FieldForm*>();
        QCOMPARE(form->value("checkpoint.every_steps"), QString("7"));
        QCOMPARE(form->value("guard.window"), QString("9"));
        QCOMPARE(form->value("optimizer.learning_rate"), before);  // of the database, where no loop has written
        QVERIFY(says(*dialog, "no room for so many") && says(*dialog, "one is not enough"));
        savePicture(*dialog, "settings-refused-later");
        const QString log = window->findChild<ui::ActivityLog*>()->toPlainText();
        QVERIFY2(log.contains("no room for so many") && log.contains("checkpoint.every_steps"), qPrintable(log));
        form->setValue("checkpoint.every_steps", "8");
        QVERIFY(!says(*dialog, "no room for so many") && says(*dialog, "one is not enough"));
        QVERIFY(buttonNamed(*dialog, "Change")->isEnabled());
        buttonNamed(*dialog, "Change")->click();
        QTRY_VERIFY(!dialog);
        QCOMPARE(workspace.commands.size(), std::size_t(5));
        end(workspace);
    }

    void aRuleStaysUntilTheRunHasTakenIt() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        window->actions().rules->trigger();
        auto* rules = window->findChild<ui::RulesDialog*>();
        buttonNamed(*rules, "New rule…")->click();
        const QPointer editor = rules->findChild<ui::RuleEditor*>();
        QVERIFY(editor);
        auto* condition = widgetNamed<QPlainTextEdit>(*editor, "Condition");
        condition->setPlainText("solve_rate > 0.9");
        QPushButton* save = buttonNamed(*editor, "Put in force");
        save->click();
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        QVERIFY(editor->isVisible());
        QVERIFY(!save->isEnabled() && !condition->isEnabled());
        QVERIFY(says(*editor, "Waiting for the run"));
        workspace.tell(session::CommandAnswered{CommandId{1}, false, "the run has no such thing"});
        QTRY_VERIFY(says(*editor, "no such thing"));
        QVERIFY(editor->isVisible() && save->isEnabled() && condition->isEnabled());
        QCOMPARE(condition->toPlainText(), QString("solve_rate > 0.9"));
        save->click();
        workspace.tell(session::CommandAnswered{CommandId{1}, false, "of another command"});
        workspace.tell(session::CommandAnswered{CommandId{2}, true, "it judges from now on"});
        QTRY_VERIFY(!editor || !editor->isVisible());
        end(workspace);
    }

    /// A full disk, another process, too little memory: the settings of a new run took an hour.
    void theSettingsOfANewRunStayUntilItHasStarted() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->actions().newRun->trigger();
        const QPointer dialog = window->findChild<ui::NewRunDialog*>();
        QVERIFY(dialog);
        dialog->form().setValue("loss.clip_high", "0.28");
        QPushButton* start = buttonNamed(*dialog, "Start training");
        QTRY_VERIFY(start->isEnabled());
        start->click();  // no run was prepared
        QCOMPARE(workspace.starts.size(), std::size_t(1));
        QVERIFY(dialog->isVisible());
        QVERIFY(says(*dialog, "no run was prepared"));
        QVERIFY(start->isEnabled());
        savePicture(*dialog, "new-run-refused");
        workspace.run = RunId{1};
        start->click();
        QTRY_VERIFY(!dialog);
        QCOMPARE(workspace.starts.size(), std::size_t(2));
        QCOMPARE(workspace.starts.back().config.loss.clipHigh, 0.28);
        end(workspace);
    }
};

QTEST_MAIN(TestRefusals)
#include "tst_refusals.moc"
