/// The same seed gives the same run and the same digest: in one workspace and in another, under any run number, and
/// wherever it was stopped.
#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/store/digest.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::openedSession;
using test::readerOf;
using test::scriptedParts;
using test::startRequest;
using test::waitFor;

namespace {

/// Whether a task is a coin flip hangs on the very inputs that are drawn to find out.
class MoodyExecutor final : public execution::Executor {
  public:
    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request,
                                                     execution::Lane lane) override {
        const bool drawn = request.inputs.size() > 8;
        const bool same = drawn && request.inputs.front().size() + request.inputs.back().size() > 3;
        auto outcome = m_inner.validate(std::move(request), lane).get();
        if (same)
            for (auto& run : outcome.runs) run.value = "the same";
        std::promise<execution::ValidateOutcome> promise;
        promise.set_value(std::move(outcome));
        return promise.get_future();
    }
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest> requests,
                                                                 execution::Lane lane) override {
        return m_inner.runMany(std::move(requests), lane);
    }
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request,
                                                            execution::Lane lane) override {
        return m_inner.grade(std::move(request), lane);
    }
    execution::ExecutorStats stats() const override { return m_inner.stats(); }
    execution::SandboxReport report() const override { return {}; }

  private:
    test::FakeExecutor m_inner;
};

}  // namespace

class TestDigest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSeedIsASeedWhateverTheRunIsCalled() {
        // Every verdict that depends on drawn inputs, and every eviction, comes out the same.
        const auto request = [](std::uint64_t seed) {
            StartRequest start = startRequest(3);
            start.config.seed = seed;
            start.config.buffer.capacity = 8;
            start.config.buffer.eviction = config::Eviction::Reservoir;
            return start;
        };
        const auto parts = [] {
            auto moody = scriptedParts();
            moody.openExecutor = [](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
                return std::make_unique<MoodyExecutor>();
            };
            return moody;
        };
        const QTemporaryDir here, there;
        auto session = openedSession(here, parts());
        for (const std::uint64_t seed : {7, 8, 7}) {
            QVERIFY(session->start(request(seed)).has_value());
            QVERIFY(waitFor(*session, RunState::Finished));
        }
        auto elsewhere = openedSession(there, parts());
        QVERIFY(elsewhere->start(request(7)).has_value());
        QVERIFY(waitFor(*elsewhere, RunState::Finished));
        auto reader = readerOf(*session);
        store::TaskQuery query;
        query.filter.run = RunId{3};
        std::set<bool> flips;
        const auto page = reader->tasks(query);
        for (const auto& row : page->rows) flips.insert(row.coinFlip);
        QCOMPARE(flips.size(), 2U);  // the draw decides
        const std::string digest = *store::runDigest(*reader, RunId{1});
        QCOMPARE(*store::runDigest(*reader, RunId{3}), digest);
        QCOMPARE(*store::runDigest(*readerOf(*elsewhere), RunId{1}), digest);
        QVERIFY(*store::runDigest(*reader, RunId{2}) != digest);
    }

    void whatIsMeasuredAtAStopIsNoPartOfTheDigest() {
        const auto parts = [] {
            auto measuring = scriptedParts();
            measuring.evaluation = [](const config::RunConfig&, OpenedPolicy&, execution::Executor&,
                                      Control&) -> Result<EvaluateCall> {
                return EvaluateCall([](int step) -> Result<training::EvaluationOutcome> {
                    return training::EvaluationOutcome{{step, "dev", {{"eval/dev/greedy/deduction", 0.5}}, {}}, 0.5};
                });
            };
            return measuring;
        };
        const auto request = [](int steps) {
            StartRequest start = startRequest(steps);
            start.config.checkpoint.everySteps = 4;
            return start;
        };
        const QTemporaryDir halves, whole;
        auto stopped = openedSession(halves, parts());
        QVERIFY(stopped->start(request(2)).has_value());
        QVERIFY(waitFor(*stopped, RunState::Finished));
        StartRequest goOn;
        goOn.resume = RunId{1};
        goOn.steps = 4;
        QVERIFY(stopped->start(goOn).has_value());
        QVERIFY(waitFor(*stopped, RunState::Finished));
        auto straight = openedSession(whole, parts());
        QVERIFY(straight->start(request(4)).has_value());
        QVERIFY(waitFor(*straight, RunState::Finished));
        auto reader = readerOf(*stopped), other = readerOf(*straight);
        QVERIFY(reader->evaluations(RunId{1})->size() > other->evaluations(RunId{1})->size());
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*other, RunId{1}));
    }
};

QTEST_GUILESS_MAIN(TestDigest)
#include "tst_digest.moc"
