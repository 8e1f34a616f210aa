/// What a window does besides training, through the real Session on a scripted policy: it takes a workspace over when
/// the other trainer has ended, and cancels a check.
#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <future>

#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::scriptedParts;
using test::waitFor;

class TestBesideTraining : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aReadOnlySessionTakesOverOnceTheOtherHasEnded() {
        const QTemporaryDir folder;
        auto first = test::openedSession(folder);
        auto second = test::openedSession(folder);
        QVERIFY(!first->mayTakeOver() && !second->mayTakeOver());
        QCOMPARE(second->takeOver().error().code, ErrorCode::Conflict);
        QVERIFY(second->readOnly());
        QVERIFY(first->start(test::startRequest(1)).has_value());
        QVERIFY(waitFor(*first, RunState::Finished));
        first.reset();
        QVERIFY(second->mayTakeOver());
        QVERIFY(second->takeOver().has_value());
        QVERIFY(!second->readOnly() && !second->mayTakeOver());
        QCOMPARE(second->lockHolder(), std::string());
        QVERIFY(second->start(test::startRequest(1)).has_value());
        QVERIFY(waitFor(*second, RunState::Finished));
        QCOMPARE(second->currentRun(), std::optional(RunId{2}));
        QVERIFY(test::openedSession(folder)->readOnly());
    }

    void aCancelledCheckIsAnsweredAndTheNextOneToo() {
        /// Runs the first program until it is told not to.
        struct Endless final : test::FakeExecutor {
            std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request,
                                                             execution::Lane lane) override {
                if (request.program != "endless") return FakeExecutor::validate(std::move(request), lane);
                running = true;
                return promise.get_future();
            }
            void cancelChecks() override { promise.set_value({}); }

            std::promise<execution::ValidateOutcome> promise;
            std::atomic<bool> running{false};
        };
        auto executor = std::make_unique<Endless>();
        const Endless& endless = *executor;
        SessionParts parts = scriptedParts();
        parts.openExecutor = [&](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
            return std::move(executor);
        };
        const QTemporaryDir folder;
        auto session = test::openedSession(folder, std::move(parts));
        Draft draft;
        draft.inputs = {"3"};
        draft.program = "endless";
        const auto first = session->check(draft);
        draft.program = "def f(x):\n    return x + 2";
        const auto waiting = session->check(draft), last = session->check(draft);
        QVERIFY(first && waiting && last);
        QTRY_VERIFY_WITH_TIMEOUT(endless.running, 20000);
        session->cancelCheck(*waiting);
        session->cancelCheck(*first);
        std::vector<CheckFinished> answers;
        const auto allCame = [&] {
            for (const Notice& notice : session->drain())
                if (const auto* one = std::get_if<CheckFinished>(&notice)) answers.push_back(*one);
            return answers.size() == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allCame(), 20000);
        QVERIFY(answers[0].cancelled && answers[1].cancelled && !answers[2].cancelled);
        QCOMPARE(answers[2].outcome.runs.at(0).value, std::string("5"));
        session->cancelCheck(*last);  // too late
        QVERIFY(session->drain().empty());
    }

    /// The executor knows nothing of a check before it has been handed it, and breaks off what it knows.
    void aCheckThatIsCancelledOnItsWayToTheExecutorIsBrokenOff() {
        struct Slow final : test::FakeExecutor {
            std::future<execution::ValidateOutcome> validate(execution::ValidateRequest, execution::Lane) override {
                reached.release();
                released.acquire();
                known = true;
                return promise.get_future();
            }
            void cancelChecks() override {
                if (known.exchange(false)) promise.set_value({});
            }

            std::promise<execution::ValidateOutcome> promise;
            std::atomic<bool> known{false};
            std::binary_semaphore reached{0}, released{0};
        };
        auto executor = std::make_unique<Slow>();
        Slow& slow = *executor;
        SessionParts parts = scriptedParts();
        parts.openExecutor = [&](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
            return std::move(executor);
        };
        const QTemporaryDir folder;
        auto session = test::openedSession(folder, std::move(parts));
        Draft draft;
        draft.inputs = {"3"};
        draft.program = "endless";
        const auto check = session->check(draft);
        QVERIFY(check.has_value());
        QVERIFY(slow.reached.try_acquire_for(std::chrono::seconds(60)));
        session->cancelCheck(*check);
        slow.released.release();
        bool cancelled = false;
        const auto came = [&] {
            for (const Notice& notice : session->drain())
                if (const auto* one = std::get_if<CheckFinished>(&notice)) cancelled |= one->cancelled;
            return cancelled;
        };
        QTRY_VERIFY_WITH_TIMEOUT(came(), 20000);
    }
};

QTEST_GUILESS_MAIN(TestBesideTraining)
#include "tst_beside_training.moc"
