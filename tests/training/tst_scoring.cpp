/// What a scored step keeps for whoever works it out again: success by the induction mode, masks, classes and moments.
#include <QTest>

#include "core/training/scoring.h"

using namespace azr;
using namespace azr::training;
using selfplay::Attempt;
using selfplay::AttemptUse;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::TaskKind;

namespace {

Proposal proposal(std::int64_t id, TaskKind kind) {
    Proposal made;
    made.task.id = {id};
    made.task.kind = kind;
    made.task.program = "def f(x):\n    return x + " + std::to_string(id);
    made.task.input = "1";
    made.verdict = execution::Verdict::Ok;
    made.sample.stream = {Role::Propose, kind};
    made.sample.wellFormed = true;
    made.sample.tokens = {1, 2, 3};
    return made;
}

Attempt attempt(std::int64_t task, TaskKind kind, AttemptUse use, double score) {
    Attempt made;
    made.task = {task};
    made.use = use;
    made.score = made.share = score;
    made.verdict = score == 1.0 ? execution::Verdict::Ok : execution::Verdict::Wrong;
    made.sample.stream = {Role::Solve, kind};
    made.sample.wellFormed = true;
    made.sample.tokens = {4, 5};
    return made;
}

}  // namespace

class TestScoring : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void successIsTheMeanScoreOfTheRollouts();
    void barredAndVetoedTasksAreMasked();
    void momentsSayWhatTheAdvantagesCameFrom();
};

void TestScoring::successIsTheMeanScoreOfTheRollouts() {
    StepWork work;
    work.proposals = {proposal(1, TaskKind::Induction)};
    // Shares of the hidden pairs, as the mode `accuracy` scores them; no rollout solved the task.
    for (const double share : {0.2, 0.4, 0.6})
        work.attempts.push_back(attempt(1, TaskKind::Induction, AttemptUse::Rollout, share));
    work.attempts.push_back(attempt(1, TaskKind::Induction, AttemptUse::Train, 1.0));  // no rollout: says nothing of s
    work.attempts.push_back(attempt(1, TaskKind::Induction, AttemptUse::Rollout, 0.9));
    work.attempts.back().sample.masked = true;  // lost
    scoreStep(work, {});
    const Proposal& scored = work.proposals.front();
    QVERIFY(std::abs(scored.task.learnability - 0.4) < 1e-12);
    QVERIFY(std::abs(scored.learnReward - 0.6) < 1e-12);
    QVERIFY(std::abs(scored.score - 0.6) < 1e-12);
    QVERIFY(std::abs(scored.sample.reward - 0.6) < 1e-12);
}

void TestScoring::barredAndVetoedTasksAreMasked() {
    StepWork work;
    work.proposals = {proposal(1, TaskKind::Deduction), proposal(2, TaskKind::Deduction),
                      proposal(3, TaskKind::Induction), proposal(4, TaskKind::Deduction)};
    work.proposals[0].task.measures.nearDuplicate = true;
    work.proposals[2].task.measures.coinFlip = true;
    work.vetoed = {4};
    work.attempts = {attempt(2, TaskKind::Deduction, AttemptUse::Rollout, 1.0),
                     attempt(2, TaskKind::Deduction, AttemptUse::Rollout, 0.0),
                     attempt(4, TaskKind::Deduction, AttemptUse::Rollout, 0.0)};
    scoreStep(work, {});
    QVERIFY(work.proposals[0].barred);
    QVERIFY(!work.proposals[0].sample.masked);  // it earns what an unlearnable task earns
    QCOMPARE(work.proposals[0].sample.reward, -0.5);
    QVERIFY(!work.proposals[1].barred);
    QVERIFY(!work.proposals[1].sample.masked);
    QVERIFY(work.proposals[2].barred);
    QVERIFY(work.proposals[2].sample.masked);  // its program was not the proposer's choice
    QVERIFY(work.proposals[3].sample.masked);
    QVERIFY(work.attempts[2].sample.masked);
    for (const Proposal& scored : work.proposals) QVERIFY(scored.taskClass >= 0);
}

void TestScoring::momentsSayWhatTheAdvantagesCameFrom() {
    config::RunConfig config;
    config.advantage.proposerWeight = 0.5;
    StepWork work;
    work.proposals = {proposal(1, TaskKind::Abduction), proposal(2, TaskKind::Abduction)};
    work.proposals[1].sample.wellFormed = false;
    work.proposals[1].verdict = execution::Verdict::ParseError;
    work.attempts = {attempt(1, TaskKind::Abduction, AttemptUse::Rollout, 1.0),
                     attempt(1, TaskKind::Abduction, AttemptUse::Rollout, 0.0),
                     attempt(9, TaskKind::Abduction, AttemptUse::Train, 0.0)};
    work.attempts[2].sample.trained = false;  // takes no part
    scoreStep(work, config);
    QCOMPARE(work.moments.size(), 2U);
    const selfplay::StreamMoments& proposers = work.moments[0];
    QCOMPARE(proposers.stream, (selfplay::Stream{Role::Propose, TaskKind::Abduction}.index()));
    QCOMPARE(proposers.samples, 2);
    QCOMPARE(proposers.moments.mean, -0.25);  // 0.5 and -1
    QCOMPARE(proposers.moments.deviation, 0.75);
    QVERIFY(proposers.centred);
    QCOMPARE(proposers.roleWeight, 0.5);
    const selfplay::StreamMoments& solvers = work.moments[1];
    QCOMPARE(solvers.stream, (selfplay::Stream{Role::Solve, TaskKind::Abduction}.index()));
    QCOMPARE(solvers.samples, 2);
    QCOMPARE(solvers.weight, 2.0);
    QCOMPARE(solvers.moments.mean, 0.25);  // 1 and -0.5
    QCOMPARE(work.attempts[0].sample.advantage, 0.75 / (0.75 + 1e-8));
}

QTEST_GUILESS_MAIN(TestScoring)
#include "tst_scoring.moc"
