// How the window ends: what was typed a moment ago is kept, what works for it is cancelled, another workspace takes its
// place only where that was asked for, and a signal ends the program whatever else was under way.
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <thread>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/half_billion.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/wrapper_panel.h"
#include "ui/finding/recent_workspaces.h"
#include "ui/frame/openings.h"
#include "ui/leaving.h"
#include "ui/pages/snippet_console.h"
#include "ui/run_control.h"
#include "ui/theme.h"
#include "widgets/code_view.h"
#include "widgets/forms/field_form.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;

class TestWindowEnds : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static void live(FakeWorkspace& workspace) {
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
    }

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("ends");
        ui::applyTheme(*qApp, false);
    }

    /// The console writes what was typed when typing pauses, and at the latest when it goes.
    void whatWasTypedJustBeforeTheEndIsKept() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Executor);
        auto* console = window->findChild<ui::SnippetConsole*>();
        console->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x + 4711\n");
        window->close();
        window.reset();
        const QSettings file(workspace.folder.filePath("window.ini"), QSettings::IniFormat);
        QVERIFY(file.value("draft_console/program").toString().contains("4711"));
    }

    /// Whatever part of the window it is: the workspace is still there when it goes.
    void everyPartEndsBeforeTheWorkspace() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        int ended = 0;
        for (QWidget* parent : window->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
            connect(parent, &QObject::destroyed, this,
                    [&, shared = &window->workspace()] { shared->memory().setValue("ended", ++ended); });
        window.reset();
        QVERIFY(ended > 3);
        QCOMPARE(QSettings(workspace.folder.filePath("window.ini"), QSettings::IniFormat).value("ended").toInt(),
                 ended);
    }

    /// The measurement ends with the window, not the window with the measurement.
    void aMeasurementIsCancelledByTheEnd() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        std::atomic<bool> measuring = false, ended = false;
        window->findChild<ui::RunControl*>()->setNewRunParts([&] {
            ui::NewRunParts parts;
            parts.available = [] { return std::int64_t(24) << 30; };  // whatever this machine has
            parts.inspect = [](const config::RunConfig& config) -> Result<session::ModelFacts> {
                session::ModelFacts facts;
                facts.path = config.model.folder;
                facts.config = halfBillionConfig();
                facts.tokens = 151665;
                facts.nano = config.model.folder.empty();
                return facts;
            };
            parts.measure = [&](const config::RunConfig&, const session::RatesListener&,
                                Control& control) -> Result<std::string> {
                measuring = true;
                while (control.checkpoint()) std::this_thread::yield();
                ended = true;
                return fail(ErrorCode::Cancelled, "stopped");
            };
            return parts;
        });
        window->actions().newRun->trigger();
        window->findChild<ui::NewRunDialog*>()->form().setValue("model.folder", "/models/half-a-billion");
        auto* panel = window->findChild<ui::WrapperPanel*>();
        QVERIFY(panel);
        QPushButton* measure = buttonNamed(*panel, "Measure the wrappers");
        QTRY_VERIFY(measure->isEnabled());
        measure->click();
        QTRY_VERIFY(measuring);
        window->close();
        window.reset();
        QVERIFY(ended);
    }

    void aSignalEndsTheProgramThoughAnotherWorkspaceWasToFollow() {
        FakeWorkspace workspace, other;
        live(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QSignalSpy closed(window.get(), &ui::MainWindow::closed);
        window->findChild<ui::RecentWorkspacesMenu*>()->choose(other.folder.path());
        QTRY_VERIFY(buttonNamed(*window, "Finish the step and open"));
        buttonNamed(*window, "Finish the step and open")->click();
        QCOMPARE(window->nextWorkspace(), other.folder.path());
        window->leaving().end();
        QVERIFY(window->nextWorkspace().isEmpty());
        workspace.state = session::RunState::Finished;
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Finished, ""});
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(window->nextWorkspace().isEmpty());
    }

    void aSignalEndsTheProgramThoughTheRunFailsMeanwhile() {
        FakeWorkspace workspace;
        live(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QSignalSpy closed(window.get(), &ui::MainWindow::closed);
        const auto fail = [&] {
            workspace.state = session::RunState::Failed;
            workspace.tell(session::StateChanged{RunId{1}, session::RunState::Failed, "no memory"});
        };
        QSignalSpy refused(&window->leaving(), &ui::Leaving::refused);
        window->leaving().leave();  // a person stays to read why
        fail();
        QTRY_COMPARE(refused.count(), 1);
        QVERIFY(window->isVisible());
        workspace.state = session::RunState::Running;
        window->leaving().end();
        fail();
        QTRY_COMPARE(closed.count(), 1);
    }

    void theDemoIsStartedOnce() {
        ui::Openings openings("/first", true);
        openings.opened();
        QVERIFY(openings.takeDemo());
        openings.want("/broken");
        QVERIFY(openings.goBack());  // it cannot be opened
        QCOMPARE(openings.wanted(), std::filesystem::path("/first"));
        openings.opened();
        QVERIFY(!openings.takeDemo());
        openings.want("/second");
        openings.opened();
        QVERIFY(!openings.takeDemo());
        openings.want("/first");
        openings.opened();
        QVERIFY(!openings.takeDemo());
        openings.want({});
        QVERIFY(openings.wanted().empty());
    }

    void theDemoIsOfTheWorkspaceThatWasNamed() {
        ui::Openings openings("/first", true);
        QVERIFY(!openings.goBack());  // there is none before it
        openings.want("/another");    // chosen instead
        openings.opened();
        QVERIFY(!openings.takeDemo());
    }
};

QTEST_MAIN(TestWindowEnds)
#include "tst_window_ends.moc"
