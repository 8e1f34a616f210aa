/// Which step measured best: only what was measured alike is compared, and a checkpoint carries it on.
#include <QtTest>

#include "core/training/checkpoints/held_out.h"

using namespace azr;
using namespace azr::training;

namespace {

struct Scores {
    double score = 0;
    std::size_t items = 100;
    std::string suite = "dev";

    HeldOut::Measure measure() {
        return [this](int step) -> Result<EvaluationOutcome> {
            return EvaluationOutcome{{step, suite, {}, std::vector<EvaluationItem>(items)}, score};
        };
    }
};

}  // namespace

class TestHeldOut : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void withoutASuiteNothingIsTheBest() {
        HeldOut heldOut({});
        QVERIFY(!heldOut.possible());
        const auto measured = heldOut.measure(3);
        QVERIFY(measured && !*measured);
        QVERIFY(!heldOut.best());
        QVERIFY(heldOut.measured(3));
    }

    void theHigherScoreIsTheBestAndTheEarlierOfEquals() {
        Scores scores;
        HeldOut heldOut(scores.measure());
        for (const auto& [step, score, best] :
             {std::tuple(0, 0.3, 0), std::tuple(5, 0.2, 0), std::tuple(11, 0.4, 11), std::tuple(12, 0.4, 11)}) {
            scores.score = score;
            QVERIFY(heldOut.measure(step));
            QCOMPARE(heldOut.best(), std::optional(best));
        }
    }

    void anotherYardstickStartsAnew_data() {
        QTest::addColumn<int>("items");
        QTest::addColumn<QString>("suite");
        QTest::newRow("fewer items") << 4 << "dev";
        QTest::newRow("another suite") << 100 << "report";
    }
    void anotherYardstickStartsAnew() {
        QFETCH(int, items);
        QFETCH(QString, suite);
        Scores scores{0.9};
        HeldOut heldOut(scores.measure());
        QVERIFY(heldOut.measure(1));
        scores = {0.2, static_cast<std::size_t>(items), suite.toStdString()};
        QVERIFY(heldOut.measure(2));
        QCOMPARE(heldOut.best(), std::optional(2));
        scores.score = 0.1;
        QVERIFY(heldOut.measure(3));
        QCOMPARE(heldOut.best(), std::optional(2));
    }

    void aCheckpointCarriesItOn() {
        Scores scores{0.5};
        HeldOut first(scores.measure());
        QVERIFY(first.measure(4));
        Json json = Json::object();
        first.write(json);
        HeldOut second(scores.measure());
        QVERIFY(second.read(json));
        QVERIFY(second.measured(4));
        QCOMPARE(second.best(), std::optional(4));
        scores.score = 0.4;
        QVERIFY(second.measure(5));
        QCOMPARE(second.best(), std::optional(4));
        json.erase("best_score");
        QCOMPARE(second.read(json).error().code, ErrorCode::Corrupt);
    }

    void aCheckpointOfAnOlderVersionComparesAsItDid() {
        Scores scores{0.4};
        HeldOut heldOut(scores.measure());
        QVERIFY(heldOut.read({{"best_score", 0.5}, {"best_step", 2}, {"evaluated_step", 2}}));
        QVERIFY(heldOut.measure(3));
        QCOMPARE(heldOut.best(), std::optional(2));
    }

    /// A published suite decides by its items: only what is better by an interval above zero is the best.
    void aSuiteNeedsAnIntervalThatSupportsTheBest() {
        std::vector<bool> solved;
        const auto measure = [&](int step) -> Result<EvaluationOutcome> {
            SuiteMeasured suite{"cruxeval-o", "abc", "{}", {}, {}};
            for (std::size_t i = 0; i < solved.size(); ++i)
                suite.items.push_back({std::to_string(i), "output", "", solved[i], {}});
            EvaluationOutcome outcome{{step, "dev", {}, {}}, 0.1 * step};  // the older rule would take every one
            outcome.finished.suites = {suite};
            return outcome;
        };
        HeldOut heldOut(measure);
        solved.assign(100, false);
        QVERIFY(heldOut.measure(0));
        QCOMPARE(heldOut.best(), std::optional(0));
        for (std::size_t i = 0; i < 3; ++i) solved[i] = true;  // three gained, none lost: (4 - 1) / 102 +- 0.043
        QVERIFY(heldOut.measure(1));
        QCOMPARE(heldOut.best(), std::optional(0));
        for (std::size_t i = 0; i < 9; ++i) solved[i] = true;  // (10 - 1) / 102 +- 0.061
        QVERIFY(heldOut.measure(2));
        QCOMPARE(heldOut.best(), std::optional(2));
        // It is part of a checkpoint, and the next one is held against it.
        Json state = Json::object();
        heldOut.write(state);
        HeldOut again(measure);
        QVERIFY(again.read(state));
        solved[0] = false;
        QVERIFY(again.measure(3));
        QCOMPARE(again.best(), std::optional(2));
        solved.assign(50, true);  // another yardstick
        QVERIFY(again.measure(4));
        QCOMPARE(again.best(), std::optional(4));
    }

    void withoutASuiteAStateHasNothingOfIt() {
        Scores scores;
        HeldOut heldOut(scores.measure());
        QVERIFY(heldOut.measure(1));
        Json state = Json::object();
        heldOut.write(state);
        QVERIFY(!state.contains("best_items"));
    }
};

QTEST_GUILESS_MAIN(TestHeldOut)
#include "tst_held_out.moc"
