// A person's first hour with the window, through the real Session on a scripted policy: start the demo, watch three
// steps, veto two tasks, seed one, pause, go on, export, stop, and open the workspace again. Every word of it by the
// control that a person would use.
#include <QAbstractItemView>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <thread>

#include "core/exporting/data_export.h"
#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/exporting/export_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/pages/welcome.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using test::answerFileDialog;
using test::buttonNamed;

class TestFlow : public QObject {
    Q_OBJECT

    static constexpr int kPatienceMs = 60000;

    static std::unique_ptr<ui::MainWindow> open(const QTemporaryDir& folder) {
        auto bridge = ui::SessionBridge::open(
            [&folder](session::Session::Wakeup wakeup) -> Result<std::unique_ptr<session::Session>> {
                // Slow enough that a person's clicks fall into a running step.
                const auto slowly = [] { std::this_thread::sleep_for(std::chrono::microseconds(200)); };
                AZR_TRY(auto real, session::openSession(folder.path().toStdString(), std::move(wakeup),
                                                        test::scriptedParts(slowly)));
                return std::make_unique<test::SmallDemo>(std::move(real));
            });
        if (!bridge) qFatal("%s", describe(bridge.error()).c_str());
        auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        window->show();
        return window;
    }
    void startDemo(ui::MainWindow& window) {
        QTRY_VERIFY(window.workspace().loaded());
        auto* welcome = window.findChild<ui::Welcome*>();
        QVERIFY(welcome->isVisible());
        QTest::mouseClick(welcome->findChild<QPushButton*>("hero"), Qt::LeftButton);
        QVERIFY(window.workspace().bridge().isTraining());
        const auto& reward = window.findChild<ui::TrainingPage*>()->panels().at(2)->chart();
        QTRY_VERIFY_WITH_TIMEOUT(reward.drawnPoints("Deduction") >= 3, kPatienceMs);
        QCOMPARE(window.workspace().run(), *window.workspace().bridge().currentRun());
    }

    void veto(ui::MainWindow& window, QSignalSpy& answers) {
        window.showPage(ui::PageName::Tasks);
        auto* tasks = window.findChild<ui::TasksPage*>();
        auto* table = tasks->findChild<widgets::CopyableTable*>();
        tasks->findChild<widgets::FilterBar*>()->setChoice("status", "admitted");
        QTRY_VERIFY_WITH_TIMEOUT(tasks->model().rowCount() >= 2, kPatienceMs);
        table->clearSelection();
        for (const int row : {0, 1})
            table->selectionModel()->select(tasks->model().index(row, 0),
                                            QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QCOMPARE(tasks->selected().size(), 2);
        QTRY_VERIFY(window.actions().veto->isEnabled());
        window.actions().veto->trigger();
        auto* dialog = tasks->findChild<ui::VetoDialog*>();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), "too easy");
        buttonNamed(*dialog, "Veto")->click();
        QTRY_COMPARE_WITH_TIMEOUT(answers.count(), 2, kPatienceMs);
        // Applied, or refused because it was trained or is being trained; it stays out of the buffer either way.
        for (const auto& answer : std::as_const(answers)) {
            const QString text = answer.at(1).toString();
            QVERIFY2(text.startsWith("Veto of #"), qPrintable(text));
            QVERIFY2(answer.at(0).toBool() || text.contains("trained"), qPrintable(text));
        }
        tasks->findChild<widgets::FilterBar*>()->setChoice("status", "vetoed");
        QTRY_COMPARE_WITH_TIMEOUT(tasks->model().rowCount(), 2, kPatienceMs);
        tasks->findChild<widgets::FilterBar*>()->reset();
    }

    void seed(ui::MainWindow& window, QSignalSpy& answers) {
        const int before = static_cast<int>(answers.count());
        window.actions().seedTask->trigger();
        auto* dialog = window.findChild<ui::SeedDialog*>();
        QVERIFY(dialog);
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x + 70007");
        dialog->findChild<QPlainTextEdit*>()->setPlainText("35");
        QPushButton* add = buttonNamed(*dialog, "Add to the buffer");
        QVERIFY(!add->isEnabled());
        buttonNamed(*dialog, "Check the task")->click();
        QTRY_VERIFY_WITH_TIMEOUT(add->isEnabled(), kPatienceMs);
        add->click();
        QTRY_COMPARE_WITH_TIMEOUT(answers.count(), before + 1, kPatienceMs);
        QVERIFY2(answers.last().at(0).toBool(), qPrintable(answers.last().at(1).toString()));
    }

    void pauseAndGoOn(ui::MainWindow& window) {
        const ui::SessionBridge& bridge = window.workspace().bridge();
        window.actions().pause->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Paused, kPatienceMs);
        QTRY_VERIFY(window.actions().step->isEnabled());
        window.actions().pause->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Running, kPatienceMs);
    }

    void exportTasks(ui::MainWindow& window, const QString& file) {
        window.showPage(ui::PageName::Export);
        auto* page = window.findChild<ui::ExportPage*>();
        QPushButton* take = buttonNamed(*page, "Export tasks…");
        QVERIFY(take);
        QTRY_VERIFY_WITH_TIMEOUT(take->isEnabled(), kPatienceMs);
        answerFileDialog(file);
        take->click();
        const auto told = [&] {
            for (const QLabel* label : page->findChildren<QLabel*>())
                if (label->text().contains(file) && label->text().startsWith(QStringLiteral("✔"))) return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), kPatienceMs);
        const auto lines = exporting::readLines(file.toStdString());
        QVERIFY2(lines.has_value(), lines ? "" : describe(lines.error()).c_str());
        QVERIFY(lines->size() > 3);
    }

    static void find(ui::MainWindow& window, const QString& status, const QString& text) {
        auto* filters = window.findChild<ui::TasksPage*>()->findChild<widgets::FilterBar*>();
        filters->reset();
        filters->setChoice("status", status);
        filters->setSearchText(text);
    }

  private Q_SLOTS:
    void initTestCase() {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        ui::applyTheme(*qApp, false);
    }

    void fromTheFirstStartToTheNextDay() {
        const QTemporaryDir folder;
        int steps = 0;
        {
            auto window = open(folder);
            ui::SessionBridge& bridge = window->workspace().bridge();
            QSignalSpy answers(&bridge, &ui::SessionBridge::commandAnswered);
            startDemo(*window);
            if (QTest::currentTestFailed()) return;
            veto(*window, answers);
            if (QTest::currentTestFailed()) return;
            seed(*window, answers);
            if (QTest::currentTestFailed()) return;
            pauseAndGoOn(*window);
            if (QTest::currentTestFailed()) return;
            exportTasks(*window, folder.filePath("tasks.jsonl"));
            if (QTest::currentTestFailed()) return;
            window->actions().stop->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Finished, kPatienceMs);
            QTRY_VERIFY(window->actions().newRun->isEnabled());
            QTRY_COMPARE(window->workspace().runRow().state, std::string("stopped"));
            steps = window->workspace().runRow().lastStep;
            window->close();
        }
        auto window = open(folder);
        QTRY_COMPARE_WITH_TIMEOUT(window->workspace().run(), RunId{1}, kPatienceMs);
        QCOMPARE(window->workspace().runRow().state, std::string("stopped"));
        QVERIFY(window->workspace().runRow().lastStep >= 3);
        QCOMPARE(window->workspace().runRow().lastStep, steps);
        window->showPage(ui::PageName::Tasks);
        auto& tasks = window->findChild<ui::TasksPage*>()->model();
        find(*window, "vetoed", {});
        QTRY_COMPARE(tasks.rowCount(), 2);
        // Induction proposers may have written inputs for the seeded program: those tasks carry it, too.
        find(*window, {}, "70007");
        QTRY_VERIFY(tasks.rowCount() >= 1 && tasks.row(0).program.find("70007") != std::string::npos);
        int seeded = 0;
        for (int row = 0; row < tasks.rowCount(); ++row) {
            QVERIFY(tasks.row(row).program.find("70007") != std::string::npos);
            seeded += tasks.row(row).origin == "user" ? 1 : 0;
        }
        QCOMPARE(seeded, 1);
        QTRY_VERIFY(window->actions().resumeRun->isEnabled());
    }
};

QTEST_MAIN(TestFlow)
#include "tst_flow.moc"
