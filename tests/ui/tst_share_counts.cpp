// What the shares of a run were counted from, and the intervals that follow from it: in bands and in the tiles.
#include <QSettings>
#include <QSlider>
#include <QTest>

#include "core/telemetry/clustered_share.h"
#include "tests/support/filled_window.h"
#include "ui/charts/attempt_counts.h"
#include "ui/charts/mean_share.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/stat_tile.h"

using namespace azr;
using namespace azr::testing;

namespace {

ui::TrainingPage& pageOf(ui::MainWindow& window) {
    return *window.findChild<ui::TrainingPage*>();
}

widgets::ChartPanel* panelTitled(ui::MainWindow& window, const QString& title) {
    for (widgets::ChartPanel* panel : pageOf(window).panels())
        if (panel->title() == title) return panel;
    return nullptr;
}

void putMetric(FakeWorkspace& workspace, int step, const std::string& name, double value) {
    QVERIFY(workspace.writer->push(store::MetricRow{RunId{1}, step, name, value, true}));
}

/// `solved` of 40 answers of one kind each at two steps, as the loop would have measured them.
void putEvaluation(FakeWorkspace& workspace, int step, int solved) {
    store::EvaluationRow row;
    row.run = RunId{1};
    row.step = step;
    row.suite = "dev";
    for (const char* kind : {"deduction", "abduction", "induction"})
        for (int item = 0; item < 40; ++item)
            row.items.push_back({std::to_string(item), kind, false, item < solved, ""});
    QVERIFY(workspace.writer->push(row));
    for (const char* kind : {"deduction", "abduction", "induction"})
        putMetric(workspace, step, std::string("eval/dev/sampled/") + kind, solved / 40.0);
}

void putAttempt(FakeWorkspace& workspace, const store::TaskRow& task, int number, const std::string& verdict) {
    store::AttemptRow row;
    row.id = AttemptId{task.id.value * 8 + number};
    row.run = task.run;
    row.task = task.id;
    row.step = task.step;
    row.kind = task.kind;
    row.use = "rollout";
    row.verdict = verdict;
    row.trained = true;
    QVERIFY(workspace.writer->push(row));
}

void startRun(FakeWorkspace& workspace) {
    store::RunRow row;
    row.id = RunId{1};
    row.state = "finished";
    row.preset = "nano";
    row.config = "{}";
    row.created = 1'763'800'000;
    row.lastStep = 2;
    QVERIFY(workspace.writer->push(row));
    for (int step = 1; step <= 2; ++step)
        QVERIFY(workspace.writer->push(store::StepRow{RunId{1}, step, "finished", 0, 60}));
}

QString tileNote(ui::MainWindow& window, const QString& caption) {
    for (const auto* tile : window.findChildren<widgets::StatTile*>())
        if (tile->accessibleName() == caption) return tile->accessibleDescription();
    return {};
}

}  // namespace

class TestShareCounts : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("share_counts");
        ui::applyTheme(*qApp, false);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void init() { QSettings().clear(); }

    void intervalsComeFromTheCountsOfTheDatabase() {
        FakeWorkspace workspace;
        startRun(workspace);
        for (int step = 1; step <= 2; ++step) {
            putMetric(workspace, step, "solve/rate/solve.deduction", 0.25);
            // Independent, they would be 16.
            putMetric(workspace, step, "verdict/ok/solve.deduction", 4);
            putMetric(workspace, step, "verdict/wrong/solve.deduction", 12);
            putMetric(workspace, step, "learnability/between/propose.deduction", 0.5);
            for (int i = 0; i < 6; ++i) {
                store::TaskRow task = detail::syntheticTask({}, step * 10 + i, step, 0, *std::make_unique<Rng>(1));
                task.verdict = "ok";
                task.status = "admitted";
                task.learnability = i < 4 ? 0.5 : -1;
                QVERIFY(workspace.writer->push(task));
                // One task is always solved, three never: worth four attempts. What the executor lost judged nothing.
                for (int k = 0; i < 4 && k < 4; ++k) putAttempt(workspace, task, k, i == 0 ? "ok" : "wrong");
                putAttempt(workspace, task, 4, "infra_error");
            }
        }
        putEvaluation(workspace, 1, 10);
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        pageOf(*window).findChild<QSlider*>()->setValue(0);
        const auto intervalOf = [&](const QString& chart, const QString& curve) -> std::optional<widgets::Interval> {
            const auto& values = panelTitled(*window, chart)->chart().values(curve);
            return values.raw.isEmpty() ? std::nullopt : values.at(values.raw.size() - 1).interval;
        };
        QTRY_VERIFY(intervalOf("Solve rate", "Deduction"));
        QCOMPARE(intervalOf("Solve rate", "Deduction")->low, 100 * widgets::shareInterval(0.25, 4).low);
        QCOMPARE(intervalOf("Solve rate", "Deduction")->high, 100 * widgets::shareInterval(0.25, 4).high);
        QTRY_VERIFY2(tileNote(*window, "Solve rate").contains(QStringLiteral("95%: 5 to 70")),
                     qPrintable(tileNote(*window, "Solve rate")));
        QTRY_VERIFY(intervalOf("Between too easy and too hard", "Deduction"));
        QCOMPARE(intervalOf("Between too easy and too hard", "Deduction")->high,
                 100 * widgets::shareInterval(0.5, 4).high);
        QTRY_VERIFY(intervalOf("Held-out accuracy", "Abduction, sampled"));
        QCOMPARE(intervalOf("Held-out accuracy", "Abduction, sampled")->low,
                 100 * widgets::shareInterval(0.25, 40).low);
    }

    /// Attempts at one task are one cluster in each stream, whichever uses they have.
    void attemptsCountByTask() {
        store::TaskCounts counts;
        counts.step = 3;
        counts.kind = "deduction";
        counts.proposals = 5;
        counts.clipped = 2;
        // Of the first task four rollouts that also train, and an attempt that trains alone; of the second, rollouts.
        counts.attempts = {{TaskId{1}, true, false, 1, 1, 0, 0, 1, 0},
                           {TaskId{1}, true, true, 4, 4, 2, 0, 4, 0},
                           {TaskId{2}, false, true, 4, 4, 4, 1, 3, 1}};
        const auto worth = ui::attemptCounts({counts});
        const auto shareOf = [](const QList<QPair<int, int>>& clusters) {
            telemetry::ClusteredShare share;
            for (const auto& [hits, total] : clusters) share.add(hits, total);
            return share.effectiveCount();
        };
        QCOMPARE(worth["solve/rate/solve.deduction"][3], 1.0);  // one task
        QCOMPARE(worth["solve/rate/rollout.deduction"][3], shareOf({{2, 4}, {4, 4}}));
        QCOMPARE(worth["solve/loose/rollout.deduction"][3], shareOf({{0, 4}, {1, 4}}));
        QCOMPARE(worth["format/rate/rollout.deduction"][3], shareOf({{4, 4}, {3, 4}}));
        QCOMPARE(worth["length/clipped/rollout.deduction"][3], shareOf({{0, 4}, {1, 4}}));
        QCOMPARE(worth["length/clipped"][3], shareOf({{1, 1}, {1, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 5}, {1, 4}}));
    }

    void aTileAnnouncesOnlyWhatItsIntervalSupports_data() {
        QTest::addColumn<int>("after");
        QTest::addColumn<QString>("says");
        QTest::newRow("chance") << 13 << "no clear change since the start";
        QTest::newRow("more") << 22 << "+30.0 points since the start";
        QTest::newRow("less") << 1 << QStringLiteral("−22.5 points since the start");
    }
    void aTileAnnouncesOnlyWhatItsIntervalSupports() {
        QFETCH(const int, after);
        QFETCH(const QString, says);
        FakeWorkspace workspace;
        startRun(workspace);
        putEvaluation(workspace, 1, 10);
        putEvaluation(workspace, 2, after);
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QTRY_VERIFY2(tileNote(*window, "Held-out accuracy").contains(says),
                     qPrintable(tileNote(*window, "Held-out accuracy")));
    }

    void theTileTellsTheGreedyAccuracyWhereItIsMeasured() {
        FakeWorkspace workspace;
        startRun(workspace);
        putEvaluation(workspace, 1, 10);
        QVERIFY(workspace.writer->flush());
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            QTRY_VERIFY(tileNote(*window, "Held-out accuracy").contains("sampled"));
            QVERIFY(!tileNote(*window, "Held-out accuracy").contains("greedy"));
        }
        for (const char* kind : {"deduction", "abduction", "induction"})
            putMetric(workspace, 1, std::string("eval/dev/greedy/") + kind, 0.5);
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QTRY_VERIFY2(tileNote(*window, "Held-out accuracy").contains("greedy 50.0 %"),
                     qPrintable(tileNote(*window, "Held-out accuracy")));
        QVERIFY(tileNote(*window, "Held-out accuracy").startsWith("25.0 %"));
    }

    void aChangeWithoutCountsIsNeverClear() {
        const ui::MeanShare before = ui::meanShare(std::vector<ui::CountedShare>{{0.1, 0}});
        const ui::MeanShare after = ui::meanShare(std::vector<ui::CountedShare>{{0.9, 1000}});
        QVERIFY(!before.interval && after.interval);
        QVERIFY(!ui::changeOf(before, after).isClear());
        QVERIFY(ui::changeOf(ui::meanShare(std::vector<ui::CountedShare>{{0.1, 1000}}), after).isClear());
    }
};

QTEST_MAIN(TestShareCounts)
#include "tst_share_counts.moc"
