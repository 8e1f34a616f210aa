// A run that falls silent, ends or fails: what the window says, and what the desktop is asked to say.
#include <QAction>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/filled_window.h"
#include "ui/bridge/quiet_meter.h"
#include "ui/bridge/run_watch.h"
#include "ui/pages/alert_strip.h"
#include "ui/pages/training_page.h"
#include "widgets/charts/chart_panel.h"

using namespace azr;
using namespace azr::testing;

class TestRunWatch : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    /// Steps that each say something every `gap` seconds.
    static double train(ui::QuietMeter& meter, double now, int from, int to, double gap) {
        for (int step = from; step <= to; ++step)
            for (int word = 0; word < 4; ++word) meter.heard(now += gap, step);
        return now;
    }

  private Q_SLOTS:
    void initTestCase() { m_settings.begin("watch"); }

    void silenceOfFiveTimesTheUsualIsAStall() {
        ui::QuietMeter meter;
        meter.start(0);
        QVERIFY(!meter.stalled(10000));  // nothing is usual yet
        const double now = train(meter, 0, 1, 4, 10);
        QCOMPARE(meter.usual(), std::optional(10.0));
        QVERIFY(!meter.stalled(now + 49));
        QCOMPARE(meter.stalled(now + 51), std::optional(51.0));
        meter.heard(now + 60, 4);
        QVERIFY(!meter.stalled(now + 61));
    }

    void quickStepsMayPauseForTwentySeconds() {
        ui::QuietMeter meter;
        meter.start(0);
        const double now = train(meter, 0, 1, 20, 0.05);
        QVERIFY(!meter.stalled(now + 19));
        QVERIFY(meter.stalled(now + 21));
    }

    void aPauseIsNoStallAndNoUsualSilence() {
        ui::QuietMeter meter;
        meter.start(0);
        double now = train(meter, 0, 1, 4, 10);
        meter.stop();
        QVERIFY(!meter.stalled(now + 5000));
        meter.start(now += 5000);
        now = train(meter, now, 5, 8, 10);
        QCOMPARE(meter.usual(), std::optional(10.0));
    }

    void whatIsUsualFollowsTheLastTenSteps() {
        ui::QuietMeter meter;
        meter.start(0);
        double now = train(meter, 0, 1, 3, 100);
        now = train(meter, now, 4, 15, 10);
        QCOMPARE(meter.usual(), std::optional(10.0));
    }

    void theDesktopIsToldWhereThatIsWantedOnly() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 4, .state = "running"});
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* watch = window->findChild<ui::RunWatch*>();
        QVERIFY(watch);
        QStringList told;
        double now = 0;
        watch->setNotify([&](const QString& title, const QString&) { told.append(title); });
        watch->setClock([&] { return now; });
        const auto state = [&](session::RunState one, const std::string& message = {}) {
            workspace.tell(session::StateChanged{RunId{1}, one, message});
        };
        QSignalSpy states(&window->workspace().bridge(), &ui::SessionBridge::stateChanged);
        QSignalSpy progress(&window->workspace().bridge(), &ui::SessionBridge::progressed);
        const auto say = [&](int step) {
            now += 10;
            const auto before = progress.size();
            workspace.tell(session::Progress{.run = RunId{1}, .step = step});
            QTRY_COMPARE(progress.size(), before + 1);
        };
        QVERIFY(!window->actions().notifications->isChecked());
        state(session::RunState::Running);
        QTRY_COMPARE(states.size(), 1);
        for (const int step : {1, 1, 2, 2, 3, 3}) say(step);
        QSignalSpy stalled(watch, &ui::RunWatch::stalled);
        now += 45;
        watch->look();
        QCOMPARE(stalled.size(), 0);
        now += 10;
        watch->look();
        watch->look();
        QCOMPARE(stalled.size(), 1);  // once for one silence
        QVERIFY(told.isEmpty());      // nobody wanted it
        QCOMPARE(workspace.silences.size(), 1U);
        QCOMPARE(workspace.silences[0].step, 3);
        QCOMPARE(workspace.silences[0].seconds, 55.0);
        QCOMPARE(workspace.silences[0].usual, 10.0);
        QVERIFY(!workspace.silences[0].over);
        auto* strip = window->findChild<ui::AlertStrip*>();
        QVERIFY(!strip->isHidden());
        QVERIFY(strip->findChild<QLabel*>()->text().contains("Step 3 has said nothing for 55 s"));
        say(3);
        QVERIFY(!strip->findChild<QLabel*>()->text().contains("has said nothing"));
        QCOMPARE(workspace.silences.size(), 2U);
        QVERIFY(workspace.silences[1].over);
        QCOMPARE(workspace.silences[1].seconds, 65.0);

        window->actions().notifications->setChecked(true);
        now += 400;
        watch->look();
        QCOMPARE(told, QStringList{"Run 1 stands still"});
        state(session::RunState::Failed, "no memory");
        QTRY_COMPARE(told.size(), 2);
        QCOMPARE(told.back(), QString("Run 1 failed"));
        state(session::RunState::Finished);
        QTRY_COMPARE(told.size(), 3);
        QCOMPARE(told.back(), QString("Run 1 has ended"));
        QVERIFY(QSettings().value("window/notifications").toBool());
    }

    /// As another window sees it, or the same one later: from the rows alone.
    void aSilenceStandsAmongTheAlertsAndInTheCharts() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40});
        const auto put = [&](int step, const char* severity, const char* code, const char* text) {
            QVERIFY(workspace.writer->push(store::EventRow{0, RunId{1}, step, severity, code, text, 1}));
            QVERIFY(workspace.writer->flush());
            workspace.tell(session::RowsChanged{RunId{1}, session::Table::Events});
        };
        put(17, "warning", "stalled", "nothing was heard for 55 s; usually the longest silence is 10 s");
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* strip = window->findChild<ui::AlertStrip*>();
        const auto says = [strip](const QString& text) {
            return !strip->isHidden() && strip->findChild<QLabel*>()->text().contains(text);
        };
        QTRY_VERIFY(says("The run stands still"));
        QVERIFY(says("nothing was heard for 55 s"));
        widgets::ChartPanel* panel = window->findChild<ui::TrainingPage*>()->panels().front();
        const auto marks = [panel] {
            QList<widgets::ChartEvent> events = panel->chart().events();
            events.removeIf([](const auto& one) { return one.text != "The run stands still"; });
            return events;
        };
        QTRY_COMPARE(marks().size(), 1);
        QCOMPARE(marks().front().x, 17.0);
        QCOMPARE(marks().front().kind, widgets::ChartEventKind::Alert);
        put(17, "info", "stalled", "it was heard again after 65 s");
        QTRY_VERIFY(!says("The run stands still"));
        QCOMPARE(marks().size(), 1);
        // Killed in the middle of a silence, and resumed.
        put(20, "warning", "stalled", "nothing was heard for 55 s; usually the longest silence is 10 s");
        QTRY_VERIFY(says("The run stands still"));
        put(20, "info", "resumed", "resumed from the checkpoint of step 20");
        QTRY_VERIFY(!says("The run stands still"));
    }
};

QTEST_MAIN(TestRunWatch)
#include "tst_run_watch.moc"
