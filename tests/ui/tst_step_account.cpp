// The step as the loop saw it: every row of the step stands in it, once and in order, of a run that was really trained
// (on a scripted policy) and steered.
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>
#include <set>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/scripted_session.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/step/step_dialog.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;

class TestStepAccount : public QObject {
    Q_OBJECT

    static const ui::StepPart* partNamed(const ui::StepAccount& account, const QString& title) {
        for (const ui::StepPart& part : account.parts)
            if (part.title == title) return &part;
        return nullptr;
    }
    static ui::StepDialog* openDialog(ui::MainWindow& window) {
        auto* dialog = window.findChild<ui::StepDialog*>();
        if (!dialog) return nullptr;
        const auto* tree = dialog->findChild<QTreeWidget*>();
        return QTest::qWaitFor([&] { return tree->topLevelItemCount() > 0; }, 10000) ? dialog : nullptr;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void everyRowOfTheStepStandsInIt() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QVERIFY(session->start(test::startRequest(3)).has_value());
        QVERIFY(test::waitFor(*session, session::RunState::Finished));
        const auto reader = test::readerOf(*session);
        for (int step = 0; step <= 3; ++step) {
            const auto account = ui::readStepAccount(*reader, RunId{1}, step);
            QVERIFY2(account.has_value(), account ? "" : describe(account.error()).c_str());
            QVERIFY2(account->state.startsWith(step > 0 ? "finished" : "before"), qPrintable(account->state));
            const auto contents = reader->contentsOfSteps(RunId{1}, step, step);
            const auto* proposals = partNamed(*account, "Proposals");
            QCOMPARE(proposals ? proposals->count : 0, contents->tasks);
            std::set<TaskId> estimated, trained;
            const auto attempts = reader->attemptsOfStep(RunId{1}, step);
            for (const store::AttemptRow& row : *attempts) (row.use == "train" ? trained : estimated).insert(row.task);
            const auto* estimates = partNamed(*account, "Estimates of the solve rate");
            const auto* solved = partNamed(*account, "What the solver trained on");
            QCOMPARE(estimates ? estimates->count : 0, qsizetype(estimated.size()));
            QCOMPARE(solved ? solved->count : 0, qsizetype(trained.size()));
            const auto* buffers = partNamed(*account, "Into and out of the buffers");
            qsizetype changes = 0;
            std::int64_t before = 0;
            for (;;) {
                const auto page = reader->bufferEvents(RunId{1}, "", before, 0);
                if (page->empty()) break;
                changes += std::ranges::count(*page, step, &store::BufferEventRow::step);
                before = page->back().id;
            }
            QCOMPARE(buffers ? buffers->count : 0, changes);
            QVERIFY(step == 0 || buffers);
            const auto* rewards = partNamed(*account, "Rewards, by stream");
            QCOMPARE(rewards ? rewards->count : 0, qsizetype(reader->streamMoments(RunId{1}, step)->size()));
            QCOMPARE(partNamed(*account, "The update") != nullptr, step > 0);
            // In the order of the loop.
            QStringList titles;
            for (const ui::StepPart& part : account->parts) titles.append(part.title);
            if (step > 0) {
                QVERIFY(titles.indexOf("Proposals") < titles.indexOf("Estimates of the solve rate"));
                QVERIFY(titles.indexOf("Estimates of the solve rate") < titles.indexOf("What the solver trained on"));
                QVERIFY(titles.indexOf("What the solver trained on") < titles.indexOf("The update"));
                QVERIFY(titles.indexOf("The update") < titles.indexOf("Afterwards"));
            }
        }
        const auto none = ui::readStepAccount(*reader, RunId{1}, 9);
        QVERIFY(none->state.isEmpty() && none->parts.isEmpty());
    }

    void figuresAreWrittenAsElsewhere() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 2});
        (void)workspace.writer->push(store::MetricRow{RunId{1}, 2, "update/loss", 0.5, true});
        (void)workspace.writer->flush();
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const auto reader = store::Reader::open(workspace.database());
        const auto account = ui::readStepAccount(**reader, RunId{1}, 2);
        QLocale::setDefault(before);
        const auto* update = partNamed(*account, "The update");
        QVERIFY(update);
        QString loss;
        for (const ui::StepLine& line : update->lines)
            if (line.what == QStringLiteral("update/loss")) loss = line.outcome;
        QCOMPARE(loss, QStringLiteral("0,5"));
    }

    void commandsStandWhereTheLoopAppliedThem() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3});
        store::CommandRow row;
        row.id = CommandId{1};
        row.run = RunId{1};
        row.name = "save_checkpoint";
        row.body = "{}";
        row.status = "applied";
        row.answer = "done";
        row.step = 2;
        row.phase = "starting";
        (void)workspace.writer->push(row);
        row.id = CommandId{2};
        row.name = "veto_task";
        row.status = "refused";
        row.phase = "solving";
        row.ordinal = 1;
        row.task = TaskId{store::firstIdOf(RunId{1}) + 5};
        (void)workspace.writer->push(row);
        row.id = CommandId{3};
        row.status = "pending";
        (void)workspace.writer->push(row);
        (void)workspace.writer->flush();
        const auto reader = store::Reader::open(workspace.database());
        const auto account = ui::readStepAccount(**reader, RunId{1}, 2);
        const auto* first = partNamed(*account, "Commands and settings at its start");
        const auto* later = partNamed(*account, "Commands before the update");
        QVERIFY(first && later);
        QCOMPARE(first->count, 1);
        QCOMPARE(first->lines.front().outcome, QStringLiteral("applied"));
        QCOMPARE(later->count, 1);
        QCOMPARE(later->lines.front().outcome, QStringLiteral("refused"));
        QVERIFY(later->lines.front().what.contains("#5"));
    }

    void openedFromATaskAndWalkedThrough() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_VERIFY(tasks->model().rowCount() > 30);
        tasks->findChild<widgets::CopyableTable*>()->selectRow(30);
        QTRY_VERIFY(window->actions().stepAccount->isEnabled());
        const int step = tasks->model().row(30).step;
        window->actions().stepAccount->trigger();
        auto* dialog = openDialog(*window);
        QVERIFY(dialog);
        QCOMPARE(dialog->step(), step);
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            savePicture(*dialog, dark ? "step-dark" : "step-light");
        }
        QSignalSpy loaded(dialog, &ui::StepDialog::loaded);
        test::buttonNamed(*dialog, "Step before")->click();
        QVERIFY(loaded.wait());
        QCOMPARE(dialog->step(), step - 1);
        QVERIFY(dialog->windowTitle().contains(QString::number(step - 1)));
        auto* tree = dialog->findChild<QTreeWidget*>();
        QTreeWidgetItem* line = nullptr;
        for (int i = 0; i < tree->topLevelItemCount() && !line; ++i)
            if (tree->topLevelItem(i)->text(0).startsWith("Proposals")) line = tree->topLevelItem(i)->child(0);
        QVERIFY(line);
        QVERIFY(!test::buttonNamed(*dialog, "Open the task")->isEnabled());
        tree->setCurrentItem(line);
        QVERIFY(test::buttonNamed(*dialog, "Open the task")->isEnabled());
        const QString number = line->text(0).section(' ', 0, 0);
        test::buttonNamed(*dialog, "Open the task")->click();
        auto* detail = tasks->findChild<ui::TaskDetailView*>();
        const auto told = [&] { return QStringLiteral("#%1").arg(detail->task().value % 1'000'000'000); };
        QTRY_COMPARE(told(), number);
    }

    void openedFromAPointOfAChart() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* panel = window->findChild<ui::TrainingPage*>()->panels().at(2);
        QTRY_VERIFY(panel->chart().drawnPoints("Deduction") > 17);
        panel->chart().followCursor(17);
        QVERIFY(QMetaObject::invokeMethod(&panel->menu(), "aboutToShow", Qt::DirectConnection));
        QAction* account = nullptr;
        for (QAction* action : panel->menu().actions())
            if (action->text().remove('&') == "What step 17 did…") account = action;
        QVERIFY(account);
        account->trigger();
        auto* dialog = openDialog(*window);
        QVERIFY(dialog);
        QCOMPARE(dialog->step(), 17);
        dialog->reject();
    }
};

QTEST_MAIN(TestStepAccount)
#include "tst_step_account.moc"
