#include <QtTest>
#include <atomic>
#include <thread>

#include "core/base/channel.h"
#include "core/base/control.h"

using azr::Channel;
using azr::Control;
using azr::ErrorCode;

class ControlTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void checkpointPassesUntilSomebodyAsks() {
        Control control;
        QVERIFY(control.checkpoint().has_value());
        control.requestStop();
        const auto status = control.checkpoint();
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Cancelled);
    }

    void pausingParksTheWorkerAndResumeReleasesIt() {
        Control control;
        std::atomic<int> laps{0};
        std::jthread worker([&] {
            while (control.checkpoint()) ++laps;
        });
        QTRY_VERIFY(laps > 10);
        control.requestPause();
        QTRY_VERIFY(control.parked());
        const int parkedAt = laps;
        QTest::qWait(20);
        QCOMPARE(laps.load(), parkedAt);
        control.resume();
        QTRY_VERIFY(laps > parkedAt);
        control.requestStop();
    }

    void parkedTimeIsCounted() {
        std::atomic<double> clock{100};
        Control control([&] { return clock.load(); });
        QCOMPARE(control.parkedSeconds(), 0.0);
        control.requestPause();
        std::jthread worker([&] { (void)control.checkpoint(); });
        QTRY_VERIFY(control.parked());
        clock = 130;
        QCOMPARE(control.parkedSeconds(), 30.0);  // up to now
        control.resume();
        worker.join();
        clock = 200;
        QCOMPARE(control.parkedSeconds(), 30.0);
    }

    void aPermitLetsExactlyOneStepThrough() {
        Control control;
        control.requestPause();
        std::atomic<int> steps{0};
        std::jthread worker([&] {
            while (control.beginStep()) {
                if (!control.checkpoint()) return;  // inside a permitted step nothing waits
                ++steps;
            }
        });
        QTRY_VERIFY(control.parked());
        control.allowOneStep();
        QTRY_COMPARE(steps.load(), 1);
        QTRY_VERIFY(control.parked());
        QTest::qWait(20);
        QCOMPARE(steps.load(), 1);
        control.requestStop();
    }

    void aParkedWorkerDoesPokedWork() {
        Control control;
        std::atomic<int> drained{0};
        control.setParkedWork([&] { ++drained; });
        control.requestPause();
        std::jthread worker([&] { (void)control.checkpoint(); });
        QTRY_VERIFY(control.parked());
        control.poke();
        QTRY_COMPARE(drained.load(), 1);
        control.requestStop();
    }

    void aChannelHoldsBackItsSender() {
        Channel<int> channel(2);
        std::atomic<int> sent{0};
        std::jthread sender([&] {
            for (int i = 0; i < 5; ++i)
                if (channel.push(i)) ++sent;
        });
        QTRY_COMPARE(sent.load(), 2);
        for (int i = 0; i < 5; ++i) QCOMPARE(channel.pop().value(), i);
        sender.join();
        channel.finish();
        QVERIFY(!channel.pop());
        QVERIFY(!channel.push(9));
    }

    void finishDrainsAndCloseDrops() {
        Channel<int> drained(4);
        drained.push(1);
        drained.finish();
        QCOMPARE(drained.pop().value(), 1);
        QVERIFY(!drained.pop());
        Channel<int> dropped(4);
        dropped.push(1);
        dropped.close();
        QVERIFY(!dropped.pop());
    }
};

QTEST_GUILESS_MAIN(ControlTest)
#include "tst_control.moc"
