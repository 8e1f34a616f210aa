// What can be done about a run that has ended: its rules are tried, and what cannot be done says why.
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QTranslator>
#include <algorithm>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/charts/chart_board.h"
#include "ui/charts/metric_browser.h"
#include "ui/charts/metric_model.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/step/step_dialog.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;

class TestRunAtRest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;
    FakeWorkspace m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("at-rest");
        ui::applyTheme(*qApp, false);
        fill(m_workspace);
        m_window = openWindow(m_workspace);
        QVERIFY(settled(*m_window));
    }
    void cleanupTestCase() { m_window.reset(); }

    void aRuleIsTriedWithoutBeingPutInForce() {
        m_window->actions().rules->trigger();
        auto* rules = m_window->findChild<ui::RulesDialog*>();
        QVERIFY(rules);
        QVERIFY(buttonNamed(*rules, "New rule…")->isEnabled());
        buttonNamed(*rules, "New rule…")->click();
        auto* editor = rules->findChild<ui::RuleEditor*>();
        QVERIFY(editor);
        test::widgetNamed<QPlainTextEdit>(*editor, "Condition")->setPlainText("step > 3");
        auto* save = buttonNamed(*editor, "Put in force");
        QVERIFY(!save->isEnabled() && !save->toolTip().isEmpty());
        QSignalSpy tried(editor, &ui::RuleEditor::tried);
        buttonNamed(*editor, "Try on history")->click();
        QTRY_COMPARE(tried.count(), 1);
        QVERIFY(!test::widgetNamed<QPlainTextEdit>(*editor, "Tasks that meet it")->toPlainText().isEmpty());
        QVERIFY(m_workspace.commands.empty());
        rules->close();
    }

    void aDisabledCommandSaysWhyInItsTip() {
        const QAction* veto = m_window->actions().veto;
        m_window->showPage(ui::PageName::Tasks);
        auto* tasks = m_window->findChild<ui::TasksPage*>();
        QTRY_VERIFY(!tasks->selected().isEmpty());
        QVERIFY(!veto->isEnabled());
        QVERIFY2(veto->toolTip().contains("the shown run is not at work"), qPrintable(veto->toolTip()));
        QCOMPARE(veto->toolTip().count(QLatin1Char('\n')), 1);  // however often it was said
    }

    void nothingLeadsBehindTheLastStep() {
        const int last = m_window->workspace().runRow().lastStep;
        ui::StepDialog::open(m_window->workspace(), last, *m_window);
        auto* dialog = m_window->findChild<ui::StepDialog*>();
        QVERIFY(dialog);
        auto* after = dialog->findChildren<QPushButton*>().at(1);
        QVERIFY(after->text().contains("after"));
        QSignalSpy loaded(dialog, &ui::StepDialog::loaded);
        QTRY_COMPARE(loaded.count(), 1);
        QVERIFY(!after->isEnabled());
        dialog->show(last - 1);
        QTRY_COMPARE(loaded.count(), 2);
        QVERIFY(after->isEnabled());
        dialog->close();
    }

    void aPointOfAChartSaysThatTheFilterWent() {
        auto* filters = m_window->findChild<ui::TasksPage*>()->findChild<widgets::FilterBar*>();
        QSignalSpy told(&m_window->workspace(), &ui::Workspace::messageForUser);
        filters->reset();
        Q_EMIT m_window->workspace().stepWanted(4);
        QCOMPARE(told.count(), 0);
        filters->setChoice("kind", "deduction");
        Q_EMIT m_window->workspace().stepWanted(5);
        QCOMPARE(told.count(), 1);
        QVERIFY(told.front().front().toString().contains("step 5"));
        filters->reset();
    }

    void aNewChartIsScrolledTo() {
        m_window->showPage(ui::PageName::Training);
        auto& board = m_window->findChild<ui::TrainingPage*>()->board();
        board.addChart();
        auto* browser = m_window->findChild<ui::MetricBrowser*>();
        QVERIFY(browser);
        QTRY_VERIFY(browser->model().rowCount() > 40);
        browser->setChart("New", {"update/gradient_norm"});
        browser->accept();
        QTRY_COMPARE(board.panels().size(), 13);
        auto* fresh = board.panels().back();
        QTRY_COMPARE(fresh->visibleRegion().boundingRect().height(), fresh->height());
        QSettings().clear();
    }

    /// The name that the program gave is read in the language of the day.
    void aLayoutOfOnesOwnIsNamedInTheLanguageOfTheDay() {
        QCOMPARE(ui::ChartLayouts::shownName("My charts 2"), QStringLiteral("My charts 2"));
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/azr_de.qm")));
        QCoreApplication::installTranslator(&german);
        const QString name = ui::ChartLayouts::freeName();
        QCOMPARE(ui::ChartLayouts::shownName(name), QStringLiteral("Meine Diagramme"));
        QCOMPARE(ui::ChartLayouts::shownName("My charts 2"), QStringLiteral("Meine Diagramme 2"));
        QCOMPARE(ui::ChartLayouts::shownName("My charts, loss"), QStringLiteral("My charts, loss"));
        QCoreApplication::removeTranslator(&german);
    }

    void whoHasEndedIsNotSaidToWorkHere() {
        FakeWorkspace workspace;
        workspace.readOnly = true;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto says = [&window](const QString& text) {
            const auto labels = window->statusBar()->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
        };
        QVERIFY(says("process 4711"));
        workspace.othersEnded = true;
        QTRY_VERIFY(says("until this window takes over"));
        QVERIFY(!says("process 4711"));
    }
};

QTEST_MAIN(TestRunAtRest)
#include "tst_run_at_rest.moc"
