// Runs laid over each other: two hundred of them, and the 95% intervals of shares.
#include <fmt/format.h>

#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "tests/support/filled_window.h"
#include "ui/charts/comparison_view.h"
#include "ui/charts/mean_share.h"
#include "ui/pages/runs_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"

using namespace azr;
using namespace azr::testing;

class TestComparison : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("comparison");
        ui::applyTheme(*qApp, false);
    }
    void init() { QSettings().clear(); }

    /// The mean over the kinds with its interval; of many runs that of the one under the pointer, which is read then.
    void comparedSharesHaveTheirBands() {
        FakeWorkspace workspace;
        constexpr int kRuns = 13;
        QList<RunId> all;
        for (int number = 1; number <= kRuns; ++number) {
            store::RunRow row;
            row.id = RunId{number};
            row.state = "finished";
            row.config = "{}";
            row.lastStep = 2;
            QVERIFY(workspace.writer->push(row));
            all.append(row.id);
            const auto put = [&](int step, const std::string& name, double value) {
                QVERIFY(workspace.writer->push(store::MetricRow{row.id, step, name, value, true}));
            };
            for (int step = 1; step <= 2; ++step)
                for (const char* kind : {"deduction", "abduction", "induction"}) {
                    put(step, fmt::format("valid/rate/propose.{}", kind), 0.25 + 0.02 * number);
                    put(step, fmt::format("verdict/ok/propose.{}", kind), 4);
                    put(step, fmt::format("verdict/rejected/propose.{}", kind), 12);
                    put(step, fmt::format("reward/mean/solve.{}", kind), 0.1);
                }
        }
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Runs);
        auto* page = window->findChild<ui::RunsPage*>();
        ui::ComparisonView& view = page->comparison();
        QSignalSpy shown(&view, &ui::ComparisonView::shown);
        const auto compare = [&](int runs) {
            view.compare(all.first(runs));
            QVERIFY(shown.wait(30000));
        };
        const auto panelOf = [&](const QString& title) -> widgets::ChartPanel* {
            for (widgets::ChartPanel* panel : view.panels())
                if (panel->title() == title) return panel;
            return nullptr;
        };
        widgets::ChartPanel* valid = panelOf("Valid proposals");
        QVERIFY(valid);
        const auto says = [&](const QString& text) {
            for (const QLabel* label : view.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(text)) return true;
            return false;
        };

        page->compare(all.at(0), all.at(1));
        QVERIFY(shown.wait(30000));
        QCOMPARE(valid->chart().banded(), (QStringList{"Run 1", "Run 2"}));
        const std::vector<ui::CountedShare> shares(3, {0.27, 16});
        const ui::MeanShare mean = ui::meanShare(shares);
        const widgets::CurveReading reading = valid->chart().values("Run 1").at(0);
        QVERIFY(reading.interval);
        QVERIFY(std::abs(reading.interval->low - 100 * mean.interval->low) < 1e-9);
        QVERIFY(std::abs(reading.interval->high - 100 * mean.interval->high) < 1e-9);
        // What is no share has none.
        for (widgets::ChartPanel* panel : view.panels())
            if (panel != valid) QVERIFY2(panel->chart().banded().isEmpty(), qPrintable(panel->title()));

        compare(5);
        QVERIFY(valid->chart().banded().isEmpty());
        QVERIFY(says("of the run that the pointer is on"));
        valid->chart().pointAtCurve("Run 4");
        QCOMPARE(valid->chart().banded(), QStringList{"Run 4"});

        compare(kRuns);
        QVERIFY(valid->chart().values("Run 9").intervals.isEmpty());  // nobody asked
        valid->chart().pointAtCurve("Run 9");
        QTRY_COMPARE(valid->chart().banded(), QStringList{"Run 9"});
        QCOMPARE(valid->chart().values("Run 9").intervals.size(), 2);
        savePicture(*window, "runs-pointed");
    }

    void twoHundredRunsLieOverEachOther() {
        FakeWorkspace workspace;
        constexpr int kRuns = 200, kSteps = 30;
        QList<RunId> runs;
        for (int number = 1; number <= kRuns; ++number) {
            store::RunRow row;
            row.id = RunId{number};
            row.name = number <= 2 ? "twins" : "";
            row.state = "finished";
            row.config = "{}";
            row.lastStep = kSteps;
            QVERIFY(workspace.writer->push(row));
            runs.append(row.id);
            for (int step = 1; step <= kSteps; ++step)
                for (const char* metric : {"solve/rate/solve.deduction", "memory/resident"})
                    QVERIFY(workspace.writer->push(
                        store::MetricRow{row.id, step, metric, 0.001 * number + 0.01 * step, true}));
        }
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Runs);
        auto* page = window->findChild<ui::RunsPage*>();
        ui::ComparisonView& view = page->comparison();
        QSignalSpy shown(&view, &ui::ComparisonView::shown);
        view.setChosen({"memory/resident"});
        page->compareAll(runs);
        QVERIFY(shown.wait(30000));
        const auto panelOf = [&](const QString& title) -> widgets::ChartPanel* {
            for (widgets::ChartPanel* panel : view.panels())
                if (panel->title() == title) return panel;
            return nullptr;
        };
        for (const char* title : {"Solve rate", "memory/resident"}) {
            QVERIFY2(panelOf(title), title);
            widgets::ChartView& chart = panelOf(title)->chart();
            QCOMPARE(chart.curves().size(), kRuns);
            for (const QString& name : chart.curves()) QCOMPARE(chart.drawnPoints(name), kSteps);
        }
        savePicture(*window, "runs-200");
        // Two of one name are two curves.
        QVERIFY(panelOf("Solve rate")->chart().curves().contains("twins (run 2)"));
        // Two again, with their settings; what was chosen is still there.
        page->compare(RunId{3}, RunId{4});
        QTRY_COMPARE(panelOf("memory/resident")->chart().curves(), (QStringList{"Run 3", "Run 4"}));
        QCOMPARE(QSettings().value("charts/compared").toStringList(), QStringList{"memory/resident"});
    }
};

QTEST_MAIN(TestComparison)
#include "tst_comparison.moc"
