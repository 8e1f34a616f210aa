/// Forks that are made on a thread of their own, through the real session: told how far they are, broken off, and in
/// nobody's way.
#include <QtTest>
#include <tuple>

#include "core/session/running/resume.h"
#include "tests/support/changed_checkpoint.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::readerOf;
using test::waitFor;
namespace fs = std::filesystem;

namespace {

constexpr RunId kParent{1};

ForkRequest forkOf(int step) {
    ForkRequest request;
    request.run = kParent;
    request.step = step;
    return request;
}

config::RunConfig forkableRun(int steps) {
    config::RunConfig config = test::narrowRun(steps);
    config.checkpoint.everySteps = 1;
    config.checkpoint.keepLast = 20;
    return config;
}

}  // namespace

class TestForkWorker : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Large checkpoints are read beside what else the owner's thread does, which may break it off.
    void aForkIsMadeBesideAndBrokenOff() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QVERIFY(session->start(test::requestOf(forkableRun(2))));
        QVERIFY(waitFor(*session, RunState::Finished));
        const fs::path checkpoint = checkpointsOf(session->workspace(), kParent) / "step-1";
        std::vector<ForkFinished> finished;
        std::int64_t told = 0, total = 0;
        const auto answered = [&] {
            for (const Notice& notice : session->drain()) {
                if (const auto* done = std::get_if<ForkFinished>(&notice)) finished.push_back(*done);
                if (const auto* far = std::get_if<ForkProgress>(&notice))
                    std::tie(told, total) = std::pair(far->done, far->total);
            }
            return !finished.empty();
        };
        QVERIFY(test::enlarge(checkpoint));
        const auto ticket = session->startFork(forkOf(1));
        QVERIFY(ticket.has_value());
        const auto second = session->startFork(forkOf(2));
        QVERIFY(!second && second.error().code == ErrorCode::Conflict);
        // A note is written and a run is started and ends meanwhile: nothing waits for the fork.
        QVERIFY(session->post(SetNote{{{}, kParent}, "seen", {}}).has_value());
        const auto other = session->start(test::requestOf(forkableRun(1)));
        QVERIFY(other.has_value());
        session->cancelFork(*ticket);
        QVERIFY(QTest::qWaitFor(answered, test::kTimeout));
        QCOMPARE(finished.front().ticket, *ticket);
        QVERIFY(!finished.front().forked);
        QCOMPARE(finished.front().forked.error().code, ErrorCode::Cancelled);
        QVERIFY(told > 0 && told < total && total > std::int64_t(test::kManyBytes));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(*other, RunId{2});
        QCOMPARE(readerOf(*session)->runs()->size(), 2U);
        QVERIFY(!fs::exists(checkpointsOf(session->workspace(), RunId{3})));

        QVERIFY(test::shrink(checkpoint));
        finished.clear();
        const auto again = session->startFork(forkOf(1));
        QVERIFY2(again.has_value(), again ? "" : describe(again.error()).c_str());
        QVERIFY(QTest::qWaitFor(answered, test::kTimeout));
        QVERIFY2(finished.front().forked.has_value(),
                 finished.front().forked ? "" : describe(finished.front().forked.error()).c_str());
        QCOMPARE(finished.front().forked->run, RunId{3});
        QCOMPARE(readerOf(*session)->run(RunId{3})->forkedFrom, kParent);
        QCOMPARE(told, total);

        // A session that ends waits for no gigabyte.
        QVERIFY(test::enlarge(checkpoint));
        QVERIFY(session->startFork(forkOf(1)).has_value());
        session.reset();
        session = test::openedSession(folder);
        QCOMPARE(readerOf(*session)->runs()->size(), 3U);
    }
};

QTEST_GUILESS_MAIN(TestForkWorker)
#include "tst_fork_worker.moc"
