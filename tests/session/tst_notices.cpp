/// The outbox merges what may be merged and wakes its owner once; the progress meter estimates the time left.
#include <QtTest>

#include "core/session/outbox.h"
#include "core/session/progress_meter.h"

using namespace azr;
using namespace azr::session;

class TestNotices : public QObject {
    Q_OBJECT

    static Progress progress(int step) {
        Progress notice;
        notice.step = step;
        return notice;
    }

  private Q_SLOTS:
    void progressIsLatestWinsAndRowsMergePerRun() {
        Outbox outbox({});
        outbox.post(progress(1));
        outbox.post(RowsChanged{RunId{1}, Table::Tasks});
        outbox.post(StateChanged{RunId{1}, RunState::Running, "a"});
        outbox.post(progress(2));
        outbox.post(RowsChanged{RunId{1}, Table::Metrics});
        outbox.post(RowsChanged{RunId{2}, Table::Events});
        outbox.post(StateChanged{RunId{1}, RunState::Paused, "b"});
        const auto notices = outbox.drain();
        QCOMPARE(notices.size(), 5U);
        QCOMPARE(std::get<Progress>(notices[0]).step, 2);
        QCOMPARE(std::get<RowsChanged>(notices[1]).tables, std::uint32_t{Table::Tasks | Table::Metrics});
        QCOMPARE(std::get<StateChanged>(notices[2]).message, std::string("a"));
        QCOMPARE(std::get<RowsChanged>(notices[3]).run.value, 2);
        QCOMPARE(std::get<StateChanged>(notices[4]).message, std::string("b"));
        QVERIFY(outbox.drain().empty());
    }

    void onlyOneWakeUpIsPending() {
        int wakeups = 0;
        Outbox outbox([&] { ++wakeups; });
        for (int i = 0; i < 1000; ++i) outbox.post(progress(i));
        QCOMPARE(wakeups, 1);
        QCOMPARE(outbox.drain().size(), 1U);
        QCOMPARE(wakeups, 1);
        outbox.post(progress(1));
        QCOMPARE(wakeups, 2);
    }

    void timeLeftIsTheMeanStepTimesTheStepsLeft() {
        config::RunConfig config;
        config.steps = 10;
        ProgressMeter meter(RunId{1}, config);
        QCOMPARE(meter.at({1, training::Phase::Propose, 3, 4}, 5).secondsLeft, -1.0);
        meter.stepFinished(2);
        meter.stepFinished(4);
        const Progress notice = meter.at({3, training::Phase::Propose, 3, 4}, 5);
        QCOMPARE(notice.stepSeconds, 3.0);
        QCOMPARE(notice.secondsLeft, 24.0);  // steps 3 to 10
        QCOMPARE(notice.totalSteps, 10);
        QCOMPARE(notice.done, 3);
        QCOMPARE(notice.total, 4);
        config.steps = 4;  // set while the run trains
        const Progress shorter = meter.at({3, training::Phase::Propose, 3, 4}, 5);
        QCOMPARE(shorter.secondsLeft, 6.0);
        QCOMPARE(shorter.totalSteps, 4);
    }

    void minutesLimitTheTimeLeft() {
        config::RunConfig config;
        config.steps = 1000;
        config.minutes = 1;
        ProgressMeter both(RunId{1}, config);
        QCOMPARE(both.at({1, training::Phase::Propose, 0, 0}, 10).secondsLeft, 50.0);
        both.stepFinished(3);
        QCOMPARE(both.at({1, training::Phase::Propose, 0, 0}, 10).secondsLeft, 50.0);
        QCOMPARE(both.at({999, training::Phase::Propose, 0, 0}, 10).secondsLeft, 6.0);
        QCOMPARE(both.at({2, training::Phase::Propose, 0, 0}, 400).secondsLeft, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestNotices)
#include "tst_notices.moc"
