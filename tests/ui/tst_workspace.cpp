// What belongs to a workspace: it is taken over when its trainer has ended, opened with a question where something
// would be made, named in the title, and what was written and looked at there is there again after a restart or a
// crash.
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolBar>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/scripted_session.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/workspace_folder.h"
#include "ui/frame/take_over_bar.h"
#include "ui/leaving.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/snippet_console.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/code_view.h"
#include "widgets/colors.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;

class TestWorkspace : public QObject {
    Q_OBJECT

    static constexpr int kPatienceMs = 20000;

    static std::unique_ptr<ui::MainWindow> openReal(const QTemporaryDir& folder) {
        auto bridge = ui::SessionBridge::open([&](session::Session::Wakeup wakeup) {
            return session::openSession(folder.path().toStdString(), std::move(wakeup), test::scriptedParts());
        });
        if (!bridge) qFatal("%s", describe(bridge.error()).c_str());
        auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        window->show();
        return window;
    }

    /// The open question or message; null: none.
    static QMessageBox* asked(const QWidget& window) {
        for (auto* box : window.findChildren<QMessageBox*>())
            if (box->isVisible()) return box;
        return nullptr;
    }

    static ui::SeedDialog* openSeed(ui::MainWindow& window) {
        window.actions().seedTask->trigger();
        for (auto* dialog : window.findChildren<ui::SeedDialog*>())
            if (dialog->isVisible()) return dialog;
        return nullptr;
    }

    static void live(FakeWorkspace& workspace) {
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
    }

    static QString programOf(const ui::SeedDialog& dialog) { return dialog.findChild<widgets::CodeView*>()->code(); }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    /// Through the real Session: one that trains, a window beside it, and the end of the first.
    void theEndOfTheOtherTrainerIsNoticedAndTheWorkspaceTakenOver() {
        const QTemporaryDir folder;
        auto other = test::openedSession(folder);
        QVERIFY(other->start(test::startRequest(1)).has_value());
        QVERIFY(test::waitFor(*other, session::RunState::Finished));
        auto window = openReal(folder);
        QVERIFY(settled(*window));
        const auto* bar = window->findChild<ui::TakeOverBar*>();
        QVERIFY(!bar->isVisible());
        QVERIFY(!window->actions().newRun->isEnabled());
        QSignalSpy offers(&window->workspace(), &ui::Workspace::takeOverOffered);
        QVERIFY(!offers.wait(1200));  // it looks once a second; the other is still there
        QElapsedTimer since;
        other.reset();
        since.start();
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), kPatienceMs);
        QVERIFY2(since.elapsed() < 2000 + 8000, "it looks once a second");  // a busy machine gets some more
        buttonNamed(*bar, "Train in this window")->click();
        QVERIFY(!bar->isVisible());
        QVERIFY(window->actions().newRun->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(window->actions().resumeRun->isEnabled(), kPatienceMs);
        QVERIFY(!window->workspace().bridge().readOnly());
        const auto run = window->workspace().bridge().start(test::startRequest(1));
        QVERIFY(run.has_value());
        QCOMPARE(*run, RunId{2});
        QTRY_COMPARE_WITH_TIMEOUT(window->workspace().bridge().state(), session::RunState::Finished, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(window->workspace().runs().size(), std::size_t(2), kPatienceMs);
        window->close();
    }

    /// The window of another workspace finds the program's colours, not those of the desktop.
    void theDesktopIsWhatItWasAtTheStart() {
        FakeWorkspace workspace;
        ui::applyTheme(*qApp, true);
        {
            auto second = openWindow(workspace);
            second->setDesktopDark(false);
            second->setTheme(ui::Theme::System);
            QVERIFY(!widgets::colorsOf(*second).dark);
            second->setTheme(ui::Theme::Dark);
            QVERIFY(widgets::colorsOf(*second).dark);
        }
        ui::applyTheme(*qApp, false);
    }

    void foldersAreWhatTheyAre() {
        const QTemporaryDir folder;
        QCOMPARE(ui::stateOfFolder(folder.path()), ui::FolderState::Free);
        QCOMPARE(ui::stateOfFolder(folder.filePath("none")), ui::FolderState::Missing);
        QCOMPARE(ui::stateOfFolder("/proc/self"), ui::FolderState::Unwritable);
        QFile database(folder.filePath("azr.db"));
        QVERIFY(database.open(QIODevice::WriteOnly));
        QCOMPARE(ui::stateOfFolder(folder.path()), ui::FolderState::Workspace);
    }

    void nothingIsMadeUnaskedAndNothingIsClosedForAFolderThatCannotBeOpened() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        const QTemporaryDir empty;
        int opened = 0;
        const auto open = [&] { ++opened; };
        ui::openAfterAsking(empty.path(), window.get(), open);
        QMessageBox* question = asked(*window);
        QVERIFY(question && question->text().contains(empty.path()));
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(!asked(*window));
        QCOMPARE(opened, 0);
        QVERIFY(QDir(empty.path()).isEmpty());
        ui::openAfterAsking(empty.path(), window.get(), open);
        buttonNamed(*asked(*window), "Make a workspace here")->click();
        QCOMPARE(opened, 1);
        QTRY_VERIFY(!asked(*window));
        ui::openAfterAsking("/proc/self", window.get(), open);
        QVERIFY(asked(*window)->informativeText().contains("choose another folder"));
        asked(*window)->close();
        QTRY_VERIFY(!asked(*window));
        QCOMPARE(opened, 1);
        ui::openAfterAsking(workspace.folder.path(), window.get(), open);  // a workspace: no question
        QCOMPARE(opened, 2);
        QVERIFY(!asked(*window) && window->isVisible());
    }

    void aNewWorkspaceIsMadeInTheChosenFolder() {
        FakeWorkspace workspace;
        const FakeWorkspace other;
        const QTemporaryDir empty;
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            int made = 0;
            const auto make = [&] { ++made; };
            ui::makeAfterAsking(other.folder.path(), window.get(), make);
            QVERIFY(asked(*window) && asked(*window)->text().contains("already"));
            buttonNamed(*asked(*window), "Cancel")->click();
            QTRY_VERIFY(!asked(*window));
            QCOMPARE(made, 0);
            ui::makeAfterAsking(other.folder.path(), window.get(), make);
            buttonNamed(*asked(*window), "Open it")->click();
            QCOMPARE(made, 1);
            QTRY_VERIFY(!asked(*window));
            ui::makeAfterAsking("/proc/self", window.get(), make);
            QVERIFY(asked(*window)->informativeText().contains("choose another folder"));
            asked(*window)->close();
            QTRY_VERIFY(!asked(*window));
            test::answerFileDialog(workspace.folder.path());
            window->actions().newWorkspace->trigger();
            QVERIFY(asked(*window) && asked(*window)->text().contains("that is open"));
            asked(*window)->close();
            QTRY_VERIFY(!asked(*window));
            QVERIFY(window->isVisible() && window->nextWorkspace().isEmpty());
            test::answerFileDialog(empty.path());
            window->actions().newWorkspace->trigger();
            QTRY_VERIFY(!window->isVisible());
            QCOMPARE(window->nextWorkspace(), empty.path());
        }
        // The window that opens there makes the database.
        const auto opened = session::Session::open(empty.path().toStdString(), [] {});
        QVERIFY(opened.has_value());
        QCOMPARE(ui::stateOfFolder(empty.path()), ui::FolderState::Workspace);
    }

    void whileTrainingTheQuestionSpeaksOfOpeningNotOfQuitting() {
        FakeWorkspace workspace;
        live(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->leaving().setTo(ui::Leaving::To::AnotherWorkspace);
        window->close();
        QVERIFY(asked(*window));
        QVERIFY(buttonNamed(*window, "Finish the step and open"));
        QVERIFY(!asked(*window)->windowTitle().contains("Quit"));
        buttonNamed(*window, "Keep training")->click();
        QTRY_VERIFY(!asked(*window));
        window->close();  // now it is meant to end
        QVERIFY(buttonNamed(*window, "Finish the step and quit"));
        buttonNamed(*asked(*window), "Keep training")->click();
        workspace.state = session::RunState::Idle;
    }

    void theTitleNamesRunAndWorkspace() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3});
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 3});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const QString folder = QFileInfo(workspace.folder.path()).fileName();
        QCOMPARE(window->windowTitle(), QStringLiteral("Run 2 · %1 – AZR Studio").arg(folder));
        window->workspace().show(RunId{1});
        QCOMPARE(window->windowTitle(), QStringLiteral("Run 1 · %1 – AZR Studio").arg(folder));
    }

    void draftsOfSeedsSurviveTheDialogAndTheProgram() {
        FakeWorkspace workspace;
        live(workspace);
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            auto* dialog = openSeed(*window);
            QVERIFY(dialog);
            auto* kind = dialog->findChild<QComboBox*>();
            kind->setCurrentIndex(kind->findData(int(selfplay::TaskKind::Abduction)));
            dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x + 41");
            dialog->findChild<QPlainTextEdit*>()->setPlainText("17");
            // A crash asks nobody: what was typed is on the disk a moment later.
            const auto stored = [&] {
                const QSettings file(workspace.folder.filePath("window.ini"), QSettings::IniFormat);
                return file.value("draft_seed/inputs").toString();
            };
            QTRY_COMPARE(stored(), QString("17"));
            dialog->reject();
            dialog = openSeed(*window);
            QCOMPARE(programOf(*dialog), QString("def f(x):\n    return x + 41"));
            workspace.state = session::RunState::Idle;
        }
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* dialog = openSeed(*window);
        QCOMPARE(programOf(*dialog), QString("def f(x):\n    return x + 41"));
        QCOMPARE(dialog->findChild<QComboBox*>()->currentData().toInt(), int(selfplay::TaskKind::Abduction));
        // Once the run has it, it is no draft any more.
        buttonNamed(*dialog, "Check the task")->click();
        execution::ValidateOutcome good;
        good.verdict = execution::Verdict::Ok;
        good.runs = {{execution::Verdict::Ok, "", "", "58", "int", 0, ""}};
        workspace.tell(session::CheckFinished{workspace.drafts.size(), good, {}});
        QTRY_VERIFY(buttonNamed(*dialog, "Add to the buffer")->isEnabled());
        buttonNamed(*dialog, "Add to the buffer")->click();
        QSignalSpy answers(&window->workspace().bridge(), &ui::SessionBridge::commandAnswered);
        workspace.tell(session::CommandAnswered{CommandId{1}, true, "task 5"});
        QTRY_COMPARE(answers.count(), 1);
        dialog = openSeed(*window);
        QVERIFY(!programOf(*dialog).contains("41"));
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return 42");
        buttonNamed(*dialog, "Start anew")->click();
        QVERIFY(!programOf(*dialog).contains("42"));
        dialog->reject();
        QVERIFY(!window->workspace().memory().contains("draft_seed/program"));
        workspace.state = session::RunState::Idle;
    }

    void aCheckThatIsLeftIsCancelled() {
        FakeWorkspace workspace;
        live(workspace);
        auto window = openWindow(workspace);
        auto* dialog = openSeed(*window);
        buttonNamed(*dialog, "Check the task")->click();
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        dialog->reject();
        QCOMPARE(workspace.cancelled, std::vector<std::uint64_t>{1});
        workspace.state = session::RunState::Idle;
    }

    void aProgramOfTheConsoleIsCancelledAndKept() {
        FakeWorkspace workspace;
        {
            ui::Workspace shared(*ui::SessionBridge::open(openerOf(workspace)));
            ui::SnippetConsole console(shared);
            console.setVisible(true);
            auto* cancel = buttonNamed(console, "Cancel the run");
            QVERIFY(!cancel->isVisible());
            console.findChild<widgets::CodeView*>()->setCode("def f(x):\n    while True: pass");
            console.run();
            QVERIFY(cancel->isVisible());
            QVERIFY2(console.result().contains("2 s of processor time, or 8 s in all"), qPrintable(console.result()));
            cancel->click();
            QCOMPARE(workspace.cancelled, std::vector<std::uint64_t>{1});
            workspace.tell(session::CheckFinished{1, {}, {}, true});
            QTRY_VERIFY(console.result().contains("Cancelled"));
            QVERIFY(!cancel->isVisible());
            QVERIFY(buttonNamed(console, "Run in the sandbox")->isEnabled());
        }
        ui::Workspace shared(*ui::SessionBridge::open(openerOf(workspace)));
        const ui::SnippetConsole console(shared);
        QCOMPARE(console.findChild<widgets::CodeView*>()->code(), QString("def f(x):\n    while True: pass"));
    }

    void shownRunSearchAndOrderAreThereAgain() {
        FakeWorkspace workspace;
        fill(workspace);
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            window->workspace().show(RunId{1});
            auto* tasks = window->findChild<ui::TasksPage*>();
            auto* filters = tasks->findChild<widgets::FilterBar*>();
            filters->setChoice("kind", "deduction");
            filters->setSearchText("sorted");
            QTRY_COMPARE(tasks->model().filter().text, std::string("sorted"));
            tasks->findChild<widgets::CopyableTable*>()->sortByColumn(ui::TaskTableModel::Reward, Qt::AscendingOrder);
        }
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(window->workspace().run(), RunId{1});
        auto* tasks = window->findChild<ui::TasksPage*>();
        QCOMPARE(tasks->model().filter().kind, std::string("deduction"));
        QCOMPARE(tasks->model().filter().text, std::string("sorted"));
        const auto* header = tasks->findChild<widgets::CopyableTable*>()->horizontalHeader();
        QCOMPARE(header->sortIndicatorSection(), int(ui::TaskTableModel::Reward));
        QCOMPARE(header->sortIndicatorOrder(), Qt::AscendingOrder);
        // A run that was made since then is what one wants to see.
        writeSyntheticRun(*workspace.writer, {.id = 3, .steps = 3});
        window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(window->workspace().run(), RunId{3});
    }

    void aLinkScrollsTheListToItsTask() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* tasks = window->findChild<ui::TasksPage*>();
        auto* table = tasks->findChild<widgets::CopyableTable*>();
        tasks->findChild<widgets::FilterBar*>()->setChoice("kind", "deduction");
        // The oldest task stands three pages down, and is of another kind.
        store::TaskQuery query;
        query.filter.run = RunId{2};
        query.filter.kind = "induction";
        query.order = {{store::TaskSort::Id, false}};
        const auto reader = store::Reader::open(workspace.database());
        QVERIFY(reader);
        const TaskId oldest = (*reader)->tasks(query)->rows.front().id;
        Q_EMIT window->workspace().taskWanted(oldest);
        QCOMPARE(window->page(), ui::PageName::Tasks);
        QTRY_COMPARE_WITH_TIMEOUT(tasks->selected(), QList<TaskId>{oldest}, kPatienceMs);
        QVERIFY(tasks->model().rowCount() > 400);
        const QRect row = table->visualRect(table->currentIndex());
        QVERIFY(table->viewport()->rect().intersects(row));
    }

    void aStoppedRunCanBeContinuedFromTheToolbar() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "stopped"});
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto* bar = window->findChild<QToolBar*>();
        const auto* button = bar->widgetForAction(window->actions().resumeRun);
        QTRY_VERIFY(button && button->isVisible());
        QVERIFY(!bar->widgetForAction(window->actions().pause)->isVisible());
        window->actions().resumeRun->trigger();
        QCOMPARE(workspace.starts.size(), std::size_t(1));
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Running, ""});
        QTRY_VERIFY(!button->isVisible());
        QVERIFY(bar->widgetForAction(window->actions().pause)->isVisible());
        // One word for going on, wherever it stands.
        workspace.state = session::RunState::Paused;
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Paused, ""});
        QTRY_COMPARE(window->actions().pause->iconText(), window->actions().resumeRun->iconText());
        workspace.state = session::RunState::Idle;
    }

    void exportsBeginWhereTheLastOneWent() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QCOMPARE(ui::exportFolder(window->workspace()), workspace.folder.path());  // it is there
        const QTemporaryDir elsewhere;
        ui::rememberExportFolder(window->workspace(), elsewhere.filePath("tasks.jsonl"));
        QCOMPARE(ui::exportFolder(window->workspace()), elsewhere.path());
        QVERIFY(QDir(elsewhere.path()).removeRecursively());
        QCOMPARE(ui::exportFolder(window->workspace()), workspace.folder.path());
    }
};

QTEST_MAIN(TestWorkspace)
#include "tst_workspace.moc"
