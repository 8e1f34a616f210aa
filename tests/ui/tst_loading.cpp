// While a run is read, and where it has nothing: the pages say nothing of it that is not so.
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/held_reading.h"
#include "ui/charts/chart_board.h"
#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/diversity/diversity_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/stat_tile.h"

using namespace azr;
using namespace azr::testing;

namespace {

QStringList emptyTexts(const QList<widgets::ChartPanel*>& panels) {
    QStringList texts;
    for (widgets::ChartPanel* panel : panels) texts.append(panel->chart().emptyText());
    texts.removeDuplicates();
    return texts;
}

QString accuracy(ui::MainWindow& window) {
    for (const auto* tile : window.findChildren<widgets::StatTile*>())
        if (tile->accessibleName() == QLatin1String("Held-out accuracy")) return tile->accessibleDescription();
    return {};
}

widgets::ChartPanel* panelOf(ui::MainWindow& window, const QString& title) {
    for (widgets::ChartPanel* panel : window.findChild<ui::TrainingPage*>()->panels())
        if (panel->title() == title) return panel;
    return nullptr;
}

}  // namespace

class TestLoading : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void chartsSayNothingOfARunThatIsBeingRead() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = window->findChild<ui::TrainingPage*>();
        {
            const HeldReading held(window->workspace().background());
            window->workspace().show(RunId{1});
            QCOMPARE(emptyTexts(page->panels()), QStringList{"Reading the run…"});
            QVERIFY2(accuracy(*window).contains("reading"), qPrintable(accuracy(*window)));
        }
        QVERIFY(settled(*window));
        // What it never measured, it never will.
        ui::ChartLayout layout = page->board().layout();
        layout.charts.append(ui::chartOf("Composites", {"composite/degenerate/deduction"}));
        page->board().show(layout);
        QTRY_COMPARE(panelOf(*window, "Composites")->chart().emptyText(), QStringLiteral("Not measured in this run"));
        QTRY_VERIFY(accuracy(*window).contains("sampled"));
    }

    void diversitySaysNothingOfARunThatIsBeingRead() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 120, .tasksPerStep = 1});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = window->findChild<ui::DiversityPage*>();
        auto* progress = page->findChild<QProgressBar*>();
        QVERIFY(!progress->isTextVisible());
        QStringList told;
        connect(progress, &QProgressBar::valueChanged, page, [page, &told] {
            for (const QLabel* label : page->findChildren<QLabel*>())
                if (label->text().startsWith("step ")) told.append(label->text());
        });
        {
            const HeldReading held(window->workspace().background());
            window->showPage(ui::PageName::Diversity);
            QVERIFY2(!page->sentence().contains("first step"), qPrintable(page->sentence()));
            QCOMPARE(emptyTexts(page->panels()), QStringList{"Reading the run…"});
        }
        QTRY_COMPARE(page->steps().size(), std::size_t(120));
        QCOMPARE(emptyTexts(page->panels()), QStringList{"Not measured in this run"});
        QVERIFY2(told.contains("step 120 of 120") || !told.isEmpty(), qPrintable(told.join('|')));
    }

    void aChangeIsNotJudgedWithoutItsCounts() {
        FakeWorkspace workspace;
        store::RunRow row;
        row.id = RunId{1};
        row.state = "finished";
        row.config = "{}";
        row.lastStep = 2;
        QVERIFY(workspace.writer->push(row));
        for (int step = 1; step <= 2; ++step) {
            QVERIFY(workspace.writer->push(store::StepRow{RunId{1}, step, "finished", 0, 60}));
            for (const char* kind : {"deduction", "abduction", "induction"})
                QVERIFY(workspace.writer->push(
                    store::MetricRow{RunId{1}, step, std::string("eval/dev/sampled/") + kind, 0.1 + 0.2 * step, true}));
        }
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QTRY_VERIFY2(accuracy(*window).contains("50"), qPrintable(accuracy(*window)));
        QVERIFY2(!accuracy(*window).contains("clear"), qPrintable(accuracy(*window)));
    }

    /// Those that were removed since cannot be gone back to.
    void onlyCheckpointsThatAreThereAreMarked() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40});
        store::CheckpointRow gone;
        gone.run = RunId{1};
        gone.step = 11;
        gone.folder = "checkpoints/run-1/step-11";
        gone.removed = true;
        QVERIFY(workspace.writer->push(gone).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto marked = [&window] {
            QList<double> steps;
            for (const widgets::ChartEvent& event : panelOf(*window, "Solve rate")->chart().events())
                if (event.kind == widgets::ChartEventKind::Checkpoint) steps.append(event.x);
            return steps;
        };
        QTRY_COMPARE(marked(), (QList<double>{10, 20, 30, 40}));
    }

    void theForkDialogKnowsWhatCheckpointsThereAre() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        ui::ForkDialog::openFor(window->workspace(), window.get(), RunId{1}, 20);
        QTRY_VERIFY(window->findChild<ui::ForkDialog*>());
        auto* dialog = window->findChild<ui::ForkDialog*>();
        auto* steps = test::widgetNamed<QComboBox>(*dialog, "Checkpoint");
        QCOMPARE(steps->count(), 4);
        store::CheckpointRow fresh;
        fresh.run = RunId{1};
        fresh.step = 50;
        fresh.folder = "checkpoints/run-1/step-50";
        QVERIFY(workspace.writer->push(fresh).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Checkpoints});
        QTRY_COMPARE(steps->count(), 5);
        QCOMPARE(steps->currentData().toInt(), 20);
        QVERIFY(workspace.writer->push(store::CheckpointRemovedRow{RunId{1}, 20}).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Checkpoints});
        QTRY_COMPARE(steps->count(), 4);
        QCOMPARE(steps->currentData().toInt(), 50);
        QVERIFY(dialog->findChild<QLabel*>("problem")->text().contains("step 20"));
    }
};

QTEST_MAIN(TestLoading)
#include "tst_loading.moc"
