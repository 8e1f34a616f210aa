// The wheel and the keyboard in the whole window: no wheel changes a setting, and no control that goes away hands the
// keyboard on to another button, least of all to one of the toolbar.
#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/turn_wheel.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/pages/executor_page.h"
#include "ui/pages/exporting/export_page.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/field_form.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using test::answerFileDialog;
using namespace azr::testing;

/// Presses Space in the moment that a button cannot be used, however short it is.
class SpaceWhileDisabled : public QObject {
  public:
    explicit SpaceWhileDisabled(QWidget& widget) : m_widget(widget) { widget.installEventFilter(this); }
    bool pressed = false;

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() != QEvent::EnabledChange || m_widget.isEnabled() || pressed) return false;
        pressed = true;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        return false;
    }

  private:
    QWidget& m_widget;
};

class TestKeyboard : public QObject {
    Q_OBJECT

    static constexpr int kPatienceMs = 20000;

    template <class Widget>
    static Widget* named(const QWidget& root, const QString& name) {
        for (Widget* widget : root.findChildren<Widget*>())
            if (widget->accessibleName() == name) return widget;
        return nullptr;
    }

    /// A run is at work, so that Space in the toolbar would pause it.
    static std::unique_ptr<ui::MainWindow> openLive(FakeWorkspace& workspace) {
        fill(workspace);
        writeSyntheticRun(*workspace.writer, {.id = 3, .steps = 3, .state = "running"});
        workspace.run = RunId{3};
        workspace.state = session::RunState::Running;
        return openWindow(workspace);
    }

    static QString stateOf(const QWidget& widget) {
        if (const auto* box = qobject_cast<const QComboBox*>(&widget)) return box->currentText();
        if (const auto* slider = qobject_cast<const QSlider*>(&widget)) return QString::number(slider->value());
        if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) return QString::number(tabs->currentIndex());
        return {};
    }

    /// What a wheel over visible controls changed, each with the focus and in both directions.
    static QStringList changedByTheWheel(QWidget& root, int& looked) {
        QStringList changed;
        for (QWidget* widget : root.findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || stateOf(*widget).isEmpty()) continue;
            for (auto* parent = widget->parentWidget(); parent; parent = parent->parentWidget())
                if (auto* scroll = qobject_cast<QScrollArea*>(parent)) scroll->ensureWidgetVisible(widget);
            const QString before = stateOf(*widget);
            widget->setFocus(Qt::MouseFocusReason);
            turnWheel(*widget, true);
            turnWheel(*widget, false);
            turnWheel(*widget, false);
            ++looked;
            if (stateOf(*widget) != before) changed.append(widget->accessibleName() + QStringLiteral(": ") + before);
        }
        return changed;
    }

    /// Each usable button, disabled and hidden while it has the focus: what took the focus instead.
    static QStringList handedOn(QWidget& root, int& looked) {
        QStringList wrong;
        for (auto* button : root.findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || !button->isEnabled() || !(button->focusPolicy() & Qt::TabFocus)) continue;
            const auto check = [&](const char* how, const auto& gone, const auto& back) {
                button->setFocus(Qt::TabFocusReason);
                if (!button->hasFocus()) return;
                gone();
                const QWidget* focus = QApplication::focusWidget();
                if (!focus || qobject_cast<const QAbstractButton*>(focus) || !root.isAncestorOf(focus))
                    wrong.append(QStringLiteral("%1 of %2: %3")
                                     .arg(QLatin1String(how), button->accessibleName(),
                                          focus ? focus->accessibleName() : QStringLiteral("nothing")));
                back();
                if (QApplication::focusWidget() != button)
                    wrong.append(QStringLiteral("%1 of %2: it does not come back")
                                     .arg(QLatin1String(how), button->accessibleName()));
                ++looked;
            };
            check(
                "disabling", [&] { button->setEnabled(false); }, [&] { button->setEnabled(true); });
            // A toolbar itself decides which of its buttons are shown.
            if (qobject_cast<QToolBar*>(button->parentWidget())) continue;
            check(
                "hiding", [&] { button->hide(); }, [&] { button->show(); });
        }
        return wrong;
    }

    /// What a screen reader would have no name for when Tab gets there.
    static QStringList nameless(const QWidget& root) {
        QStringList found;
        for (QWidget* widget : root.findChildren<QWidget*>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy()) continue;
            QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
            if (!interface || interface->text(QAccessible::Name).isEmpty())
                found.append(
                    QStringLiteral("%1 in %2")
                        .arg(widget->metaObject()->className(), widget->parentWidget()->metaObject()->className()));
        }
        return found;
    }

  private Q_SLOTS:
    void initTestCase() {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        ui::applyTheme(*qApp, false);
    }

    void noWheelChangesAnything() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        int looked = 0;
        QStringList changed;
        for (int page = 0; page < ui::kPageCount; ++page) {
            window->showPage(static_cast<ui::PageName>(page));
            changed += changedByTheWheel(*window, looked);
        }
        ui::NewRunDialog newRun(window->workspace().background(), window.get());
        ui::LiveSettingsDialog live(config::RunConfig{}, window.get());
        ui::SeedDialog seed(window->workspace().bridge(), window.get());
        for (QDialog* dialog : std::initializer_list<QDialog*>{&newRun, &live, &seed}) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            auto* tabs = dialog->findChild<QTabWidget*>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs) tabs->setCurrentIndex(tab);
                changed += changedByTheWheel(*dialog, looked);
            }
            dialog->hide();
        }
        QCOMPARE(changed.join("; "), QString());
        QVERIFY2(looked > 30, qPrintable(QString::number(looked)));
        QCOMPARE(newRun.form().changes().size(), 0);
        QVERIFY(live.changes().empty());
        workspace.state = session::RunState::Idle;
    }

    void theSettingsScrollUnderAPointerThatRests() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        ui::NewRunDialog dialog(window->workspace().background(), window.get());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.findChild<QTabWidget*>()->setCurrentIndex(1);
        auto* scroll = dialog.form().findChild<QScrollArea*>();
        auto* mixing = named<QComboBox>(dialog.form(), "mixing");
        QVERIFY(mixing);
        scroll->ensureWidgetVisible(mixing);
        const int before = scroll->verticalScrollBar()->value();
        const QPoint rest = mixing->mapTo(&dialog, mixing->rect().center());
        for (const bool up : {false, false, false, true, true, true}) turnWheel(dialog, up, rest);
        QCOMPARE(scroll->verticalScrollBar()->value(), before);  // it went there and back
        turnWheel(dialog, true, rest);
        QVERIFY(scroll->verticalScrollBar()->value() < before);
        QCOMPARE(dialog.config().selfplay.mixing, azr::config::Mixing::MaxNew);
        QCOMPARE(dialog.form().changes().size(), 0);
    }

    void noButtonThatGoesHandsTheKeyboardToAnother() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        int looked = 0;
        QStringList wrong;
        for (int page = 0; page < ui::kPageCount; ++page) {
            window->showPage(static_cast<ui::PageName>(page));
            for (QWidget* one : window->findChildren<QWidget*>())
                if (qobject_cast<ui::Page*>(one) && one->isVisible()) wrong += handedOn(*one, looked);
        }
        wrong += handedOn(*window->findChild<QToolBar*>(), looked);
        ui::NewRunDialog newRun(window->workspace().background(), window.get());
        ui::SeedDialog seed(window->workspace().bridge(), window.get());
        ui::VetoDialog veto(2, window.get());
        for (QDialog* dialog : std::initializer_list<QDialog*>{&newRun, &seed, &veto}) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            wrong += handedOn(*dialog, looked);
            dialog->hide();
        }
        QCOMPARE(wrong.join("; "), QString());
        QVERIFY2(looked > 40, qPrintable(QString::number(looked)));
        QVERIFY(workspace.commands.empty());
        workspace.state = session::RunState::Idle;
    }

    void whatTabLeadsToHasAName() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->workspace().show(RunId{2});
        QStringList found;
        for (int page = 0; page < ui::kPageCount; ++page) {
            window->showPage(static_cast<ui::PageName>(page));
            QVERIFY(settled(*window));
            if (page == int(ui::PageName::Tasks)) {
                auto* table = window->findChild<ui::TasksPage*>()->findChild<widgets::CopyableTable*>();
                QTRY_VERIFY(table->model()->rowCount() > 2);
                table->selectRow(2);
                QVERIFY(settled(*window));
            }
            if (page == int(ui::PageName::Runs)) {
                window->findChild<ui::RunsPage*>()->compare(RunId{1}, RunId{2});
                QVERIFY(settled(*window));
            }
            found += nameless(*window);
        }
        ui::NewRunDialog newRun(window->workspace().background(), window.get());
        ui::LiveSettingsDialog live(config::RunConfig{}, window.get());
        ui::SeedDialog seed(window->workspace().bridge(), window.get());
        ui::VetoDialog veto(2, window.get());
        for (QDialog* dialog : std::initializer_list<QDialog*>{&newRun, &live, &seed, &veto}) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog));
            auto* tabs = dialog->findChild<QTabWidget*>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs) tabs->setCurrentIndex(tab);
                found += nameless(*dialog);
            }
            dialog->hide();
        }
        found.removeDuplicates();
        QCOMPARE(found.join("; "), QString());
        workspace.state = session::RunState::Idle;
    }

    /// Wherever Tab leads, it is seen: the control and what is around it look otherwise than without the focus.
    void everyStopOfTheTabKeyIsSeen() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->workspace().show(RunId{2});
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QStringList unseen;
        int looked = 0;
        for (int page = 0; page < ui::kPageCount; ++page) {
            window->showPage(static_cast<ui::PageName>(page));
            QVERIFY(settled(*window));
            if (page == int(ui::PageName::Tasks)) {
                window->findChild<ui::TasksPage*>()->findChild<widgets::CopyableTable*>()->selectRow(2);
                QVERIFY(settled(*window));
            }
            for (QWidget* widget : window->findChildren<QWidget*>()) {
                if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus)) continue;
                if (widget->focusProxy() || widget->visibleRegion().isEmpty()) continue;
                if (QWidget* focus = QApplication::focusWidget()) focus->clearFocus();
                const QRect around =
                    QRect(widget->mapTo(window.get(), QPoint()), widget->size()).adjusted(-4, -4, 4, 4);
                const QImage before = window->grab(around).toImage();
                widget->setFocus(Qt::TabFocusReason);
                if (!widget->hasFocus()) continue;
                QCoreApplication::processEvents();
                ++looked;
                if (window->grab(around).toImage() == before)
                    unseen.append(QStringLiteral("%1 %2 on page %3")
                                      .arg(widget->metaObject()->className(), widget->accessibleName())
                                      .arg(page + 1));
            }
        }
        unseen.removeDuplicates();
        QCOMPARE(unseen.join("; "), QString());
        QVERIFY2(looked > 50, qPrintable(QString::number(looked)));
        workspace.state = session::RunState::Idle;
    }

    void controlTabTurnsTheTabsOfThePage() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Tasks);
        auto* page = window->findChild<ui::TasksPage*>();
        auto* table = page->findChild<widgets::CopyableTable*>();
        QTRY_VERIFY(table->model()->rowCount() > 2);
        table->selectRow(0);
        QVERIFY(settled(*window));
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        table->setFocus();
        auto* tabs = page->findChild<QTabWidget*>();
        QTRY_VERIFY(tabs->isVisible());
        const int before = tabs->currentIndex();
        QTest::keyClick(table, Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(tabs->currentIndex(), before + 1);
        QTest::keyClick(table, Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs->currentIndex(), before);
        workspace.state = session::RunState::Idle;
    }

    void aSnippetThatRunsKeepsTheKeyboard() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Executor);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        const auto* page = window->findChild<ui::ExecutorPage*>();
        auto* run = named<QPushButton>(*page, "Run in the sandbox");
        QVERIFY(run);
        run->setFocus(Qt::TabFocusReason);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        QVERIFY(!run->isEnabled());
        for (int i = 0; i < 3; ++i) QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(page->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(workspace.commands.empty());  // nobody paused
        workspace.tell(session::CheckFinished{1, {}, {}});
        QTRY_VERIFY(run->isEnabled());
        QCOMPARE(QApplication::focusWidget(), run);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(workspace.drafts.size(), std::size_t(2));
        workspace.state = session::RunState::Idle;
    }

    void anExportKeepsTheKeyboard() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->workspace().show(RunId{2});
        window->showPage(ui::PageName::Export);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        const auto* page = window->findChild<ui::ExportPage*>();
        auto* tasks = named<QPushButton>(*page, "Export tasks…");
        QVERIFY(tasks);
        QTRY_VERIFY_WITH_TIMEOUT(tasks->isEnabled(), kPatienceMs);
        tasks->setFocus(Qt::TabFocusReason);
        answerFileDialog(workspace.folder.filePath("tasks.jsonl"));
        QTest::keyClick(tasks, Qt::Key_Space);
        QVERIFY(!tasks->isEnabled());
        QVERIFY(page->isAncestorOf(window->focusWidget()));
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(page->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(tasks->isEnabled(), kPatienceMs);
        QCOMPARE(QApplication::focusWidget(), tasks);
        QVERIFY(workspace.commands.empty());
        workspace.state = session::RunState::Idle;
    }

    /// A checkpoint comes, and the list of them is read anew.
    void checkpointsThatComeTakeNoKeyboard() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        QVERIFY(settled(*window));
        window->workspace().show(RunId{2});
        window->showPage(ui::PageName::Export);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        auto* model = named<QPushButton>(*window->findChild<ui::ExportPage*>(), "Export model…");
        QVERIFY(model);
        QTRY_VERIFY_WITH_TIMEOUT(model->isEnabled(), kPatienceMs);
        model->setFocus(Qt::TabFocusReason);
        SpaceWhileDisabled space(*model);
        workspace.tell(session::RowsChanged{RunId{2}, session::Table::Checkpoints});
        QTRY_VERIFY_WITH_TIMEOUT(space.pressed && model->isEnabled(), kPatienceMs);
        QCOMPARE(QApplication::focusWidget(), model);
        QVERIFY(workspace.commands.empty());
        workspace.state = session::RunState::Idle;
    }

    void stepByStepWithTheSpaceBarAlone() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        workspace.state = session::RunState::Paused;
        workspace.tell(session::StateChanged{RunId{3}, session::RunState::Paused, ""});
        QTRY_VERIFY(window->actions().step->isEnabled());
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        auto* step = named<QToolButton>(*window->findChild<QToolBar*>(), "One step");
        QVERIFY(step);
        step->setFocus(Qt::TabFocusReason);
        for (std::size_t steps = 1; steps <= 2; ++steps) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
            QCOMPARE(workspace.commands.size(), steps);
            QVERIFY(session::commandAs<session::StepOnce>(workspace.commands.back()) != nullptr);
            workspace.state = session::RunState::Running;
            workspace.tell(session::StateChanged{RunId{3}, session::RunState::Running, ""});
            QTRY_VERIFY(!step->isEnabled());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);  // "Stop" stands next
            QCOMPARE(workspace.commands.size(), steps);
            workspace.state = session::RunState::Paused;
            workspace.tell(session::StateChanged{RunId{3}, session::RunState::Paused, ""});
            QTRY_VERIFY(step->isEnabled());
            QCOMPARE(QApplication::focusWidget(), step);
        }
        workspace.state = session::RunState::Idle;
    }

    void aCheckKeepsTheKeyboardFromCancel() {
        FakeWorkspace workspace;
        auto window = openLive(workspace);
        ui::SeedDialog dialog(window->workspace().bridge(), window.get());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto* check = named<QPushButton>(dialog, "Check the task");
        check->setFocus(Qt::TabFocusReason);
        QTest::keyClick(check, Qt::Key_Space);
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(dialog.isVisible());
        execution::ValidateOutcome bad;
        bad.verdict = execution::Verdict::Exception;
        workspace.tell(session::CheckFinished{1, bad, {}});
        QTRY_COMPARE(QApplication::focusWidget(), check);
        // Nor does a check that passes take it from whoever types on.
        auto* code = dialog.findChild<widgets::CodeView*>();
        code->setFocus(Qt::TabFocusReason);
        QTest::keyClick(code, Qt::Key_C, Qt::AltModifier);
        QTRY_COMPARE(workspace.drafts.size(), std::size_t(2));
        execution::ValidateOutcome good;
        good.verdict = execution::Verdict::Ok;
        good.runs = {{execution::Verdict::Ok, "", "", "3", "int", 0.1, ""}};
        workspace.tell(session::CheckFinished{2, good, {}});
        QTRY_VERIFY(named<QPushButton>(dialog, "Add to the buffer")->isEnabled());
        QCOMPARE(QApplication::focusWidget(), code);
        workspace.state = session::RunState::Idle;
    }

    void theEditorTakesNoKeyOfTheWindow() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        const widgets::CodeView code(widgets::CodeView::Mode::Edit);
        QStringList taken;
        for (const QAction* action : window->findChildren<QAction*>())
            for (const QKeySequence& keys : action->shortcuts())  // undo and redo are those of the text, as everywhere
                if (action != window->actions().undo && action != window->actions().redo &&
                    code.standardCommands()->boundTo(keys[0].toCombined()))
                    taken.append(keys.toString());
        QCOMPARE(taken.join(", "), QString());
    }

    void clearedFiltersLeaveTheSearch() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Tasks);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        auto* filters = window->findChild<ui::TasksPage*>()->findChild<widgets::FilterBar*>();
        filters->setChoice("kind", "deduction");
        auto* clear = named<QToolButton>(*filters, "Clear filters");
        QVERIFY(clear && clear->isVisible());
        clear->setFocus(Qt::TabFocusReason);
        QTest::keyClick(clear, Qt::Key_Space);
        QVERIFY(!filters->isActive() && !clear->isVisible());
        QCOMPARE(QApplication::focusWidget(), named<QLineEdit>(*filters, "Search tasks"));
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
