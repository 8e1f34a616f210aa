// The window follows a run from its start on: its kinds, its usual silence, its rules, and the steps that another
// process takes back.
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/bridge/run_watch.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/pages/alert_strip.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;

class TestFollowedRuns : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void theKindsOfARunJustStartedAreItsOwn() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Buffers);
        auto* errors = window->findChild<widgets::CopyableTable*>("buffer_error");
        QVERIFY(errors && !errors->isVisible());
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 0, .state = "starting", .error = true});
        workspace.run = RunId{1};
        window->actions().startDemo->trigger();
        QCOMPARE(window->workspace().run(), RunId{1});
        QTRY_VERIFY(window->workspace().runRow().id.valid());
        QTRY_VERIFY(errors->isVisible());
        workspace.state = session::RunState::Idle;
    }

    void whatIsUsualInOneRunIsNotSoInTheNext() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 4, .state = "running"});
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 4, .state = "running"});
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* watch = window->findChild<ui::RunWatch*>();
        double now = 0;
        watch->setClock([&] { return now; });
        QSignalSpy states(&window->workspace().bridge(), &ui::SessionBridge::stateChanged);
        QSignalSpy progress(&window->workspace().bridge(), &ui::SessionBridge::progressed);
        QSignalSpy stalled(watch, &ui::RunWatch::stalled);
        const auto enter = [&](RunId run, session::RunState state) {
            const auto before = states.size();
            workspace.state = state;
            workspace.run = run;
            workspace.tell(session::StateChanged{run, state, ""});
            QTRY_COMPARE(states.size(), before + 1);
        };
        const auto say = [&](int step) {
            const auto before = progress.size();
            workspace.tell(session::Progress{.run = *workspace.run, .step = step});
            QTRY_COMPARE(progress.size(), before + 1);
        };
        enter(RunId{1}, session::RunState::Starting);
        enter(RunId{1}, session::RunState::Running);
        for (const int step : {1, 1, 2, 2, 3, 3}) {
            now += 1;
            say(step);
        }
        now += 30;
        watch->look();
        QCOMPARE(stalled.size(), 1);
        auto* strip = window->findChild<ui::AlertStrip*>();
        const auto told = [&] { return strip->findChild<QLabel*>()->text().contains("has said nothing"); };
        QVERIFY(told());
        window->workspace().show(RunId{2});
        QVERIFY(!told());  // it was not of this one
        enter(RunId{1}, session::RunState::Finished);
        // The next one takes its time.
        enter(RunId{2}, session::RunState::Starting);
        enter(RunId{2}, session::RunState::Running);
        say(1);
        now += 60;
        watch->look();
        QCOMPARE(stalled.size(), 1);
        workspace.state = session::RunState::Idle;
    }

    /// Of a run that another process resumes only the rows tell.
    void curvesEndWhereAnotherProcessTookStepsBack() {
        FakeWorkspace workspace;
        workspace.readOnly = true;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40, .state = "running"});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* training = window->findChild<ui::TrainingPage*>();
        QTRY_COMPARE(training->panels().back()->chart().drawnPoints("gradient norm"), 40);
        store::RunRow row = window->workspace().runRow();
        row.resumes = 1;
        QVERIFY(workspace.writer->push(store::AbandonRows{RunId{1}, 30, 0, 0}).has_value());
        QVERIFY(workspace.writer->push(row).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        QTRY_COMPARE(training->panels().back()->chart().drawnPoints("gradient norm"), 30);
    }

    void removingARuleDoesNotHitTheNextOne() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 4, .state = "running"});
        for (std::int64_t rule : {11, 12, 13})
            QVERIFY(workspace.writer
                        ->push(store::RuleRow{RunId{1}, rule, "rule " + std::to_string(rule), "solve_rate > 0.9", "pin",
                                              "", "[]"})
                        .has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->actions().rules->trigger();
        auto* dialog = window->findChild<ui::RulesDialog*>();
        auto* table = dialog->findChild<QTableWidget*>();
        QTRY_COMPARE(table->rowCount(), 3);
        table->selectRow(1);
        QPushButton* remove = buttonNamed(*dialog, "Remove");
        const std::int64_t chosen = dialog->rules().at(1).rule;
        remove->click();
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        QCOMPARE(session::commandAs<session::RemoveRule>(workspace.commands.back())->rule, chosen);
        QVERIFY(!remove->isEnabled());
        QVERIFY2(table->item(1, 3)->text().contains("waits"), qPrintable(table->item(1, 3)->text()));
        savePicture(*dialog, "rules-waiting");
        store::RuleRow gone{RunId{1}, chosen, "", "", "pin", "", "[]"};
        gone.removed = true;
        QVERIFY(workspace.writer->push(gone).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.tell(session::CommandAnswered{CommandId{1}, true, "it is gone"});
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Rules});
        QTRY_COMPARE(table->rowCount(), 2);
        QVERIFY(!remove->isEnabled());  // none is chosen
        remove->click();
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        // The selection stays with its rule, whatever comes before it.
        const std::int64_t last = dialog->rules().at(1).rule;
        table->selectRow(1);
        gone.rule = dialog->rules().at(0).rule;
        QVERIFY(workspace.writer->push(gone).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Rules});
        QTRY_COMPARE(table->rowCount(), 1);
        QVERIFY(remove->isEnabled());
        remove->click();
        QCOMPARE(session::commandAs<session::RemoveRule>(workspace.commands.back())->rule, last);
        workspace.state = session::RunState::Idle;
    }
};

QTEST_MAIN(TestFollowedRuns)
#include "tst_followed_runs.moc"
