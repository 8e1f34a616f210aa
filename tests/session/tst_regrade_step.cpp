/// What flips and what does not, and the rewards and figures of a small step, worked out by hand.
#include <QtTest>

#include "core/session/checking/regrade_step.h"
#include "core/session/command.h"

using namespace azr;
using namespace azr::session;
using execution::Verdict;
using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::TaskKind;

namespace {

Attempt attempt(Verdict verdict, double score, std::string reason = {}) {
    Attempt made;
    made.verdict = verdict;
    made.score = score;
    made.reason = std::move(reason);
    made.sample.wellFormed = true;
    made.sample.stream = {Role::Solve, TaskKind::Deduction};
    made.sample.tokens.resize(5);
    made.task = TaskId{7};
    made.use = selfplay::AttemptUse::Rollout;
    made.sample.reward = score > 0 ? score : -0.5;
    return made;
}

Proposal proposal(Verdict verdict, std::string output, std::string reason = {}) {
    Proposal made;
    made.verdict = verdict;
    made.reason = std::move(reason);
    made.task.id = TaskId{7};
    made.task.program = "def f(x):\n    return x + 1";
    made.task.input = "1";
    made.task.output = std::move(output);
    made.sample.wellFormed = true;
    made.sample.stream = {Role::Propose, TaskKind::Deduction};
    made.sample.tokens.resize(5);
    return made;
}

/// One task that one of its four rollouts solved: s = 0.25, so that it earned 0.75.
training::StepWork quarterSolved() {
    training::StepWork work;
    work.step = 3;
    work.proposals = {proposal(Verdict::Ok, "2")};
    work.proposals.front().sample.reward = 0.75;
    work.attempts = {attempt(Verdict::Ok, 1), attempt(Verdict::Wrong, 0), attempt(Verdict::Wrong, 0),
                     attempt(Verdict::Wrong, 0)};
    return work;
}

std::vector<store::MetricRow> storedFigures() {
    const auto row = [](const char* name, double value) { return store::MetricRow{RunId{1}, 3, name, value, true}; };
    return {row("reward/mean/propose.deduction", 0.75),
            row("valid/rate/propose.deduction", 1),
            row("learnability/reward/propose.deduction", 0.75),
            row("advantage/std/propose.deduction", 0),
            row("reward/mean/solve.deduction", -0.125),
            row("solve/rate/solve.deduction", 0.25),
            row("advantage/std/solve.deduction", 1)};
}

store::CommandRow command(const Command& what, const std::string& status, int step, const std::string& phase) {
    store::CommandRow row;
    row.name = name(what);
    row.body = dumpLine(toJson(what));
    row.status = status;
    row.step = step;
    row.phase = phase;
    return row;
}

}  // namespace

class TestRegradeStep : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersAreComparedByWhatTheyEarn_data() {
        using enum Verdict;
        QTest::addColumn<int>("before");
        QTest::addColumn<double>("scoreBefore");
        QTest::addColumn<QString>("reasonBefore");
        QTest::addColumn<int>("after");
        QTest::addColumn<double>("scoreAfter");
        QTest::addColumn<QString>("reasonAfter");
        QTest::addColumn<int>("expected");
        const auto row = [](const char* what, Verdict before, double score, const char* reason, Verdict after,
                            double scoreAfter, const char* reasonAfter, Comparison expected) {
            QTest::newRow(what) << static_cast<int>(before) << score << reason << static_cast<int>(after) << scoreAfter
                                << reasonAfter << static_cast<int>(expected);
        };
        row("solved twice", Ok, 1, "", Ok, 1, "", Comparison::Same);
        row("wrong twice", Wrong, 0, "", Wrong, 0, "", Comparison::Same);
        row("falsely solved", Ok, 1, "", Wrong, 0, "", Comparison::Flip);
        row("falsely wrong", Wrong, 0, "", Ok, 1, "", Comparison::Flip);
        row("another failure", TimeoutCpu, 0, "", Crashed, 0, "", Comparison::Flip);
        row("another exception", Exception, 0, "KeyError", Exception, 0, "TypeError", Comparison::Reason);
        row("another share", Wrong, 1 / 3.0, "", Wrong, 2 / 3.0, "", Comparison::Flip);
        row("lost now", Ok, 1, "", InfraError, 0, "", Comparison::Lost);
        row("lost then", InfraError, 0, "", Ok, 1, "", Comparison::Lost);
    }
    void answersAreComparedByWhatTheyEarn() {
        QFETCH(int, before);
        QFETCH(double, scoreBefore);
        QFETCH(QString, reasonBefore);
        QFETCH(int, after);
        QFETCH(double, scoreAfter);
        QFETCH(QString, reasonAfter);
        QFETCH(int, expected);
        const auto stored = attempt(static_cast<Verdict>(before), scoreBefore, reasonBefore.toStdString());
        const auto now = attempt(static_cast<Verdict>(after), scoreAfter, reasonAfter.toStdString());
        QCOMPARE(static_cast<int>(compared(stored, now)), expected);
    }

    void proposalsAreComparedByVerdictAndValue() {
        const auto ok = proposal(Verdict::Ok, "2");
        const auto refused = proposal(Verdict::Exception, "", "ZeroDivisionError");
        QCOMPARE(compared(ok, ok), Comparison::Same);
        QCOMPARE(compared(ok, refused), Comparison::Flip);
        QCOMPARE(compared(refused, ok), Comparison::Flip);
        QCOMPARE(compared(refused, proposal(Verdict::Exception, "", "KeyError")), Comparison::Reason);
        QCOMPARE(compared(ok, proposal(Verdict::InfraError, "")), Comparison::Lost);
        const auto other = proposal(Verdict::Ok, "3");
        QCOMPARE(compared(ok, other), Comparison::Flip);
        QCOMPARE(flipOf(Comparison::Flip, ok, other).detail, std::string("the output is 3 now"));
        Proposal pairs = ok;
        pairs.task.kind = TaskKind::Induction;
        pairs.task.pairs = {{"1", "2"}, {"2", "3"}};
        Proposal otherPairs = pairs;
        otherPairs.task.output = "9";  // of no account for induction
        QCOMPARE(compared(pairs, otherPairs), Comparison::Same);
        otherPairs.task.pairs[1].output = "4";
        QCOMPARE(compared(pairs, otherPairs), Comparison::Flip);
        QCOMPARE(flipOf(Comparison::Flip, pairs, otherPairs).detail, std::string("output 2 is 4 now"));
    }

    void refusalsThatCameFromElsewhereStand() {
        for (const std::string_view reason : {selfplay::kTooLongToAsk, selfplay::kClaimedOutput}) {
            const auto stored = proposal(Verdict::Rejected, "2", std::string(reason));
            QCOMPARE(compared(stored, proposal(Verdict::Ok, "3")), Comparison::Same);
            QCOMPARE(compared(stored, proposal(Verdict::Exception, "")), Comparison::Flip);
        }
        QCOMPARE(compared(proposal(Verdict::Rejected, "", "too_slow"), proposal(Verdict::Ok, "3")), Comparison::Flip);
    }

    void unchangedVerdictsGiveTheStoredFigures() {
        const auto figures = scoredAgain(quarterSolved(), {}, {}, storedFigures());
        QVERIFY(!figures.differs());
        QCOMPARE(figures.step, 3);
        QCOMPARE(figures.rewards, 0);
        QCOMPARE(figures.streams.size(), 2U);
        QCOMPARE(figures.streams[0].reward.now.value(), 0.75);
        QCOMPARE(figures.streams[1].reward.now.value(), -0.125);
    }

    /// Two of four solved: s = 0.5; the proposal earns 0.5, the answers (1 + 1 - 0.5 - 0.5) / 4 = 0.25.
    void aFlippedAnswerMovesTheRewardsOfBothRoles() {
        auto work = quarterSolved();
        work.attempts[2].verdict = Verdict::Ok;
        work.attempts[2].score = 1;
        const auto figures = scoredAgain(work, {}, {}, storedFigures());
        QVERIFY(figures.differs());
        QCOMPARE(figures.rewards, 2);  // of the proposal and of that answer
        const StreamFigures &propose = figures.streams[0], &solve = figures.streams[1];
        QCOMPARE(propose.reward.stored.value(), 0.75);
        QCOMPARE(propose.reward.now.value(), 0.5);
        QCOMPARE(propose.learnability.now.value(), 0.5);
        QVERIFY(!propose.rate.differs());
        QCOMPARE(solve.reward.stored.value(), -0.125);
        QCOMPARE(solve.reward.now.value(), 0.25);
        QCOMPARE(solve.rate.now.value(), 0.5);
        // (1 - 0.25) / 0.75 and (-0.5 - 0.25) / 0.75: 1 and -1, as one of four and three of four before.
        QVERIFY(!solve.advantage.differs());
    }

    /// Its answers were never made, and an invalid proposal earns -1.
    void aTaskThatIsRefusedNowWasNeverSolved() {
        auto work = quarterSolved();
        work.proposals.front().verdict = Verdict::Nondeterministic;
        const auto figures = scoredAgain(work, {7}, {}, storedFigures());
        QCOMPARE(figures.streams.size(), 2U);
        QCOMPARE(figures.streams[0].reward.now.value(), -1.0);
        QCOMPARE(figures.streams[0].rate.now.value(), 0.0);
        QVERIFY(!figures.streams[0].learnability.now.has_value());
        QVERIFY(!figures.streams[1].reward.now.has_value());
        QVERIFY(figures.streams[1].differs());
        QCOMPARE(figures.rewards, 1);
    }

    /// Nobody solved it, so that nobody knows what it would have earned.
    void aTaskThatIsValidNowHasNoReward() {
        training::StepWork work;
        work.proposals = {proposal(Verdict::Ok, "2"), proposal(Verdict::Exception, "")};
        const auto figures = scoredAgain(work, {}, {}, {});
        QCOMPARE(figures.streams[0].rate.now.value(), 0.5);
        QCOMPARE(figures.streams[0].reward.now.value(), -1.0);
    }

    void vetoedTasksTakeNoPart() {
        auto work = quarterSolved();
        work.vetoed = {7};
        const auto figures = scoredAgain(work, {}, {}, {});
        QVERIFY(!figures.streams[0].reward.now.has_value());
        QVERIFY(!figures.streams[1].reward.now.has_value());
        QCOMPARE(figures.streams[1].rate.now.value(), 0.25);
    }

    /// What a resume was told holds from the step after it, and over what was asked for before.
    void whatAResumeWasToldHoldsBehindItsStep() {
        const std::vector<store::CommandRow> asked = {
            command(SetField{"reward.novelty_count", "2"}, "applied", 2, "propose"),
            command(SetField{"reward.novelty_count", "3"}, "applied", 7, "propose")};
        const auto changed = [](int ordinal, int step, const char* after, std::int64_t by) {
            return store::ConfigChangeRow{RunId{1}, ordinal, step,          "reward.novelty_count",
                                          "4",      after,   CommandId{by}, 0};
        };
        // The second request was granted again after the resume had set the field: it did nothing.
        const Interventions found = interventionsOf(asked, {changed(1, 2, "2", 1), changed(2, 4, "9", -2)});
        const auto at = [&](int step) { return configAt({}, found, step)->reward.noveltyCount; };
        QCOMPARE(at(1), 4.0);
        QCOMPARE(at(2), 2.0);
        QCOMPARE(at(4), 2.0);
        QCOMPARE(at(5), 9.0);
        QCOMPARE(at(8), 9.0);
        // A version that did not keep who asked: by path and step it was the request.
        const Interventions older = interventionsOf(asked, {changed(1, 2, "2", 0), changed(2, 7, "3", 0)});
        QCOMPARE(configAt({}, older, 2)->reward.noveltyCount, 2.0);
        QCOMPARE(configAt({}, older, 7)->reward.noveltyCount, 3.0);
    }

    void changesWhileTheRunTrainedHoldFromTheirStepOn() {
        const SetField novelty{"reward.novelty_count", "2"}, weight{"advantage.solver_weight", "3"};
        const Interventions found =
            interventionsOf({command(novelty, "applied", 4, "update"), command(weight, "applied", 4, "store"),
                             command(SetField{"reward.novelty_count", "9"}, "refused", 4, "propose"),
                             command(VetoTask{TaskId{70}, "dull"}, "applied", 5, "verify"),
                             command(VetoTask{TaskId{71}, "late"}, "refused", 5, "update")});
        QCOMPARE(configAt({}, found, 3)->reward.noveltyCount, 4.0);
        QCOMPARE(configAt({}, found, 4)->reward.noveltyCount, 2.0);
        QCOMPARE(configAt({}, found, 4)->advantage.solverWeight, 1.0);
        QCOMPARE(configAt({}, found, 5)->advantage.solverWeight, 3.0);
        QCOMPARE(found.vetoed, (std::map<int, std::set<std::int64_t>>{{5, {70}}}));
        const Interventions unknown{{{CommandId{1}, 1, "reward.inductoin_mode", "any"}}, {}, {}};
        QVERIFY(!configAt({}, unknown, 1).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRegradeStep)
#include "tst_regrade_step.moc"
