// The bridge and the background thread: few drains however many wake-ups, answers on the UI thread, none for the gone.
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <thread>

#include "tests/support/fake_session.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"

using namespace azr;

class TestBridge : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void wakeUpsOfAnotherThreadAreGathered() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open(testing::openerOf(workspace));
        workspace.notices.push_back(session::RowsChanged{RunId{1}, session::Table::Tasks});
        QSignalSpy rows(bridge.get(), &ui::SessionBridge::rowsChanged);
        std::thread trainer([&] {
            for (int i = 0; i < 1000; ++i) workspace.wakeup();
        });
        QTRY_COMPARE(rows.count(), 1);
        trainer.join();
        QCOMPARE(rows.at(0).at(1).toUInt(), quint32(session::Table::Tasks));
        // Two notices shortly after one another come with one drain.
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Steps});
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Runs});
        QTRY_COMPARE(rows.count(), 3);
    }

    void whatIsToldWhileItOpensIsNotLost() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open([&](const session::Session::Wakeup& wakeup) {
            workspace.notices.push_back(session::RowsChanged{RunId{1}, session::Table::Runs});
            wakeup();
            QTest::qWait(100);  // the window stays alive while another thread opens
            return testing::openerOf(workspace)(wakeup);
        });
        QSignalSpy rows(bridge.get(), &ui::SessionBridge::rowsChanged);
        QTRY_COMPARE(rows.count(), 1);
    }

    void everyNoticeBecomesItsSignal() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open(testing::openerOf(workspace));
        QSignalSpy state(bridge.get(), &ui::SessionBridge::stateChanged);
        QSignalSpy progress(bridge.get(), &ui::SessionBridge::progressed);
        QSignalSpy answer(bridge.get(), &ui::SessionBridge::commandAnswered);
        QSignalSpy alert(bridge.get(), &ui::SessionBridge::alertRaised);
        QSignalSpy check(bridge.get(), &ui::SessionBridge::checkFinished);
        QSignalSpy reading(bridge.get(), &ui::SessionBridge::forkProgressed);
        QSignalSpy fork(bridge.get(), &ui::SessionBridge::forkFinished);
        QSignalSpy failed(bridge.get(), &ui::SessionBridge::failed);
        workspace.tell(session::StateChanged{});
        workspace.tell(session::Progress{});
        workspace.tell(session::CommandAnswered{});
        workspace.tell(session::Alert{});
        workspace.tell(session::CheckFinished{});
        workspace.tell(session::ForkProgress{});
        workspace.tell(session::ForkFinished{});
        workspace.tell(session::Failure{{ErrorCode::Io, "disk is full", "azr.db", "make room"}});
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).toString(), QString("azr.db: disk is full – make room"));
        for (const QSignalSpy* spy : {&state, &progress, &answer, &alert, &check, &reading, &fork})
            QCOMPARE(spy->count(), 1);
    }

    void answersComeBackToTheUiThread() {
        testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        const QThread* here = QThread::currentThread();
        const QThread* worked = nullptr;
        const QThread* answered = nullptr;
        std::size_t runs = 99;
        background.read(
            this,
            [&](store::Reader& reader) {
                worked = QThread::currentThread();
                return reader.runs();
            },
            [&](Result<std::vector<store::RunRow>> rows) {
                answered = QThread::currentThread();
                runs = rows->size();
            });
        QTRY_COMPARE(runs, std::size_t(0));
        QVERIFY(worked != here);
        QCOMPARE(answered, here);
    }

    void whoIsGoneGetsNoAnswer() {
        testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        auto asker = std::make_unique<QObject>();
        bool answered = false;
        background.read(
            asker.get(), [](store::Reader& reader) { return reader.runs(); }, [&](const auto&) { answered = true; });
        asker.reset();
        QTRY_VERIFY(background.idle());
        QTest::qWait(50);
        QVERIFY(!answered);
    }

    void missingDatabaseIsAnAnswerToo() {
        ui::Background background("/nonexistent/azr.db");
        bool failed = false;
        background.read(
            this, [](store::Reader& reader) { return reader.runs(); }, [&](const auto& rows) { failed = !rows; });
        QTRY_VERIFY(failed);
    }
};

QTEST_GUILESS_MAIN(TestBridge)
#include "tst_bridge.moc"
