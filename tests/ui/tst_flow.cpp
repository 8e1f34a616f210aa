// A person's first hour with the window, through the real Session on a scripted policy: start, watch three steps, veto
// two tasks, seed one, pause, go on, export, stop, and open the workspace again.
#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

#include "core/exporting/data_export.h"
#include "tests/support/scripted_session.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/export_jobs.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"

using namespace azr;

class TestFlow : public QObject {
    Q_OBJECT

    static constexpr int kPatienceMs = 60000;

    static std::unique_ptr<ui::MainWindow> open(const QTemporaryDir& folder) {
        auto bridge = ui::SessionBridge::open([&folder](session::Session::Wakeup wakeup) {
            // Slow enough that a person's clicks fall into a running step.
            const auto slowly = [] { std::this_thread::sleep_for(std::chrono::microseconds(200)); };
            return session::openSession(folder.path().toStdString(), std::move(wakeup), test::scriptedParts(slowly));
        });
        if (!bridge) qFatal("%s", describe(bridge.error()).c_str());
        auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        window->show();
        return window;
    }
    static QPushButton* buttonNamed(const QWidget& dialog, const QString& name) {
        for (QPushButton* button : dialog.findChildren<QPushButton*>())
            if (button->accessibleName() == name) return button;
        return nullptr;
    }

    void veto(ui::MainWindow& window, QSignalSpy& answers) {
        window.showPage(1);
        auto* tasks = window.findChild<ui::TasksPage*>();
        auto* table = tasks->findChild<widgets::CopyableTable*>();
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
        dialog->accept();
        QTRY_COMPARE_WITH_TIMEOUT(answers.count(), 2, kPatienceMs);
    }

    void seed(ui::MainWindow& window, QSignalSpy& answers) {
        const int before = static_cast<int>(answers.count());
        window.actions().seedTask->trigger();
        auto* dialog = window.findChild<ui::SeedDialog*>();
        QVERIFY(dialog);
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x + 7");
        dialog->findChild<QPlainTextEdit*>()->setPlainText("35");
        QPushButton* add = buttonNamed(*dialog, "Add to the buffer");
        QVERIFY(!add->isEnabled());
        buttonNamed(*dialog, "Check the task")->click();
        QTRY_VERIFY_WITH_TIMEOUT(add->isEnabled(), kPatienceMs);
        add->click();
        QTRY_COMPARE_WITH_TIMEOUT(answers.count(), before + 1, kPatienceMs);
        const auto answer = answers.last().first().value<session::CommandAnswered>();
        QVERIFY2(answer.applied, answer.text.c_str());
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void fromTheFirstStartToTheNextDay() {
        const QTemporaryDir folder;
        {
            auto window = open(folder);
            ui::SessionBridge& bridge = window->workspace().bridge();
            QSignalSpy answers(&bridge, &ui::SessionBridge::commandAnswered);
            const auto run = bridge.start({test::sessionRun(100000), {}, {}, {}});
            QVERIFY(run.has_value());
            auto* training = window->findChild<ui::TrainingPage*>();
            const auto& reward = training->panels().at(2)->chart();
            QTRY_VERIFY_WITH_TIMEOUT(reward.drawnPoints("Deduction") >= 3, kPatienceMs);
            QCOMPARE(window->workspace().run(), *run);

            veto(*window, answers);
            seed(*window, answers);

            window->actions().pause->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Paused, kPatienceMs);
            QTRY_VERIFY(window->actions().step->isEnabled());
            window->actions().pause->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Running, kPatienceMs);

            store::TaskFilter filter;
            filter.run = *run;
            filter.status = "admitted";
            const std::filesystem::path file = folder.filePath("exports/tasks.jsonl").toStdString();
            std::int64_t written = 0;
            window->workspace().background().read(window.get(), ui::taskExport(filter, {}, file),
                                                  [&](Result<std::int64_t> count) { written = count.value_or(-1); });
            QTRY_VERIFY_WITH_TIMEOUT(written > 0, kPatienceMs);
            const auto lines = exporting::readLines(file);
            QCOMPARE(lines->size(), static_cast<std::size_t>(written));

            window->actions().stop->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(bridge.state(), session::RunState::Finished, kPatienceMs);
            QTRY_VERIFY(window->actions().newRun->isEnabled());
            window->close();
        }
        auto window = open(folder);
        QTRY_COMPARE_WITH_TIMEOUT(window->workspace().run(), RunId{1}, kPatienceMs);
        QCOMPARE(window->workspace().runRow().state, std::string("stopped"));
        QVERIFY(window->workspace().runRow().lastStep >= 3);
        auto* tasks = window->findChild<ui::TasksPage*>();
        store::TaskFilter vetoed;
        vetoed.run = RunId{1};
        vetoed.status = "vetoed";
        tasks->model().setFilter(vetoed);
        QTRY_VERIFY(tasks->model().rowCount() >= 1);
        QTRY_VERIFY(window->actions().resumeRun->isEnabled());
    }
};

QTEST_MAIN(TestFlow)
#include "tst_flow.moc"
