/// The prompts of a step, to propose and to solve: what becomes of the selection's choices.
#include <QtTest>
#include <map>

#include "tests/support/loop_parts.h"

using namespace azr;
using namespace azr::training;
using selfplay::AttemptUse;
using selfplay::TaskKind;
using test::LoopParts;

namespace {

/// How often tasks are tried for a use, by id.
std::map<std::int64_t, int> triesOf(const std::vector<selfplay::SolveJob>& jobs, AttemptUse use) {
    std::map<std::int64_t, int> tries;
    for (const auto& job : jobs)
        if (job.use == use) tries[job.task.id.value] += job.count;
    return tries;
}

/// Proposals of deduction with these ids.
StepWork workWith(std::initializer_list<std::int64_t> ids) {
    StepWork work;
    for (const std::int64_t id : ids) {
        work.proposals.push_back(LoopParts::proposed(TaskKind::Deduction, static_cast<int>(id)));
        work.proposals.back().task.id = {id};
    }
    return work;
}

/// A chat template that never gives a text.
class FailingChat final : public tokenizer::ChatRenderer {
  public:
    explicit FailingChat(ErrorCode code) : m_code(code) {}
    std::vector<Result<std::string>> renderAll(std::span<const tokenizer::Conversation> conversations) override {
        return {conversations.size(), fail(m_code, "no text")};
    }
    [[nodiscard]] const std::string& endOfTurn() const override { return m_end; }

  private:
    ErrorCode m_code;
    std::string m_end;
};

config::RunConfig deductionAlone() {
    config::RunConfig config = test::smallRun();
    config.selfplay.abduction = config.selfplay.induction = false;
    return config;
}

}  // namespace

class TestStepJobs : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void proposalsOfInductionBuildOnALentProgram() {
        LoopParts parts;
        parts.loop.current = 2;
        const selfplay::Task lent = parts.put(TaskKind::Deduction, 7);
        const auto jobs = parts.jobs.proposeJobs(TaskKind::Induction, 3, Rng(1)).value();
        QCOMPARE(jobs.size(), 3U);
        for (const auto& job : jobs) {
            QCOMPARE(job.draft.kind, TaskKind::Induction);
            QCOMPARE(job.draft.step, 2);
            QCOMPARE(job.draft.program, lent.program);
            QCOMPARE(job.draft.references, std::vector<TaskId>{lent.id});
            QVERIFY(job.question.prompt.text.find("return x + 7") != std::string::npos);
            QVERIFY(!job.question.tokens.empty());
        }
    }

    void aProgramTooLongToBeShownProposesNothing() {
        LoopParts parts;
        selfplay::Task task = LoopParts::proposed(TaskKind::Deduction, 7).task;
        task.id = parts.kept.newTask();
        task.program += " + " + std::string(3000, '1');
        Rng rng(1);
        (void)parts.kept.buffer(TaskKind::Deduction).add(task, rng);
        QVERIFY(parts.jobs.proposeJobs(TaskKind::Induction, 3, Rng(1)).value().empty());
    }

    void whatNoTextIsToBlameForEndsTheStep_data() {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<bool>("goesOn");
        QTest::newRow("the template refuses this text") << ErrorCode::InvalidArgument << true;
        QTest::newRow("the renderer was lost") << ErrorCode::Corrupt << false;
        QTest::newRow("it ran out of its time") << ErrorCode::Exhausted << false;
        QTest::newRow("texts depend on each other") << ErrorCode::Unsupported << false;
    }
    /// A dropped prompt would make the step another one than the settings ask for, and nobody would know.
    void whatNoTextIsToBlameForEndsTheStep() {
        QFETCH(ErrorCode, code);
        QFETCH(bool, goesOn);
        LoopParts parts(test::smallRun(), test::playNano,
                        {config::WrapperStyle::Chat, std::make_shared<FailingChat>(code)});
        parts.loop.current = 2;
        (void)parts.put(TaskKind::Deduction, 7);
        const auto proposals = parts.jobs.proposeJobs(TaskKind::Induction, 3, Rng(1));
        QCOMPARE(proposals.has_value(), goesOn);
        const auto solves = parts.jobs.solveJobs(workWith({11}));
        QCOMPARE(solves.has_value(), goesOn);
        std::vector<selfplay::Proposal> judged = {LoopParts::proposed(TaskKind::Deduction, 5)};
        QCOMPARE(parts.admission.judge(judged, Rng(1)).has_value(), goesOn);
        if (goesOn) {
            QVERIFY(proposals->empty() && solves->empty());
            QCOMPARE(judged.front().detail, std::string("no text"));
        } else {
            QCOMPARE(proposals.error().code, code);
            QCOMPARE(solves.error().code, code);
            QCOMPARE(judged.front().verdict, execution::Verdict::Ok);
        }
    }

    void newTasksAreEstimatedAndTrainedOnAtOnce_data() {
        QTest::addColumn<bool>("onRollouts");
        QTest::newRow("the rollouts train") << true;
        QTest::newRow("an attempt of its own trains, as in the paper") << false;
    }
    void newTasksAreEstimatedAndTrainedOnAtOnce() {
        QFETCH(bool, onRollouts);
        config::RunConfig config = deductionAlone();
        config.selfplay.trainOnRollouts = onRollouts;
        LoopParts parts(config);
        parts.loop.current = 1;
        const auto jobs = parts.jobs.solveJobs(workWith({11, 12})).value();
        QCOMPARE(triesOf(jobs, AttemptUse::Rollout), (std::map<std::int64_t, int>{{11, 4}, {12, 4}}));
        const std::map<std::int64_t, int> own{{11, 1}, {12, 1}};
        QCOMPARE(triesOf(jobs, AttemptUse::Train), onRollouts ? (std::map<std::int64_t, int>{}) : own);
        for (const auto& job : jobs) QCOMPARE(job.trained, onRollouts || job.use == AttemptUse::Train);
    }

    void whatIsVetoedBarredOrInvalidIsNotAskedAbout() {
        LoopParts parts(deductionAlone());
        parts.loop.current = 1;
        StepWork work = workWith({11, 12, 13, 14});
        work.vetoed = {12};
        work.proposals[2].verdict = execution::Verdict::Exception;
        work.proposals[3].task.measures.nearDuplicate = true;
        QCOMPARE(triesOf(parts.jobs.solveJobs(work).value(), AttemptUse::Rollout),
                 (std::map<std::int64_t, int>{{11, 4}}));
    }

    void rolloutsAreDrawnFromTheWholeDistributionUnlessShaped_data() {
        QTest::addColumn<bool>("shaped");
        QTest::addColumn<double>("topP");
        QTest::newRow("the paper") << false << 1.0;
        QTest::newRow("shaped") << true << 0.5;
    }
    void rolloutsAreDrawnFromTheWholeDistributionUnlessShaped() {
        QFETCH(bool, shaped);
        config::RunConfig config = deductionAlone();
        config.sampling.topP = 0.5;
        config.sampling.temperature = 0.7;
        config.sampling.shapeRollouts = shaped;
        LoopParts parts(config);
        const auto all = parts.jobs.solveJobs(workWith({11})).value();
        for (const auto& job : all) {
            const bool rollout = job.use == AttemptUse::Rollout;
            QCOMPARE(job.rule.temperature, rollout ? 1.0 : 0.7);
            if (rollout) QTEST(job.rule.topP, "topP");
            if (!rollout) QCOMPARE(job.rule.topP, 0.5);
        }
    }

    void withAFilterTheBatchIsMadeOfWhatPassed() {
        config::RunConfig config = deductionAlone();
        config.selfplay.validFilter = config::ValidFilter::NonExtremes;
        config.selfplay.trainOnRollouts = true;
        LoopParts parts(config);
        parts.loop.current = 1;
        StepWork work = workWith({11, 12, 13});
        const auto estimates = parts.jobs.solveJobs(work).value();
        QCOMPARE(triesOf(estimates, AttemptUse::Rollout), (std::map<std::int64_t, int>{{11, 4}, {12, 4}, {13, 4}}));
        QVERIFY(triesOf(estimates, AttemptUse::Train).empty());
        work.proposals[0].task.learnability = 0.5;
        work.proposals[1].task.learnability = 1.0;  // always solved
        work.proposals[2].task.learnability = 0.0;  // never
        for (const std::int64_t id : {11, 12, 13}) {
            selfplay::Attempt attempt;
            attempt.task = {id};
            attempt.sample.trained = true;
            work.attempts.push_back(attempt);
        }
        const auto passed = parts.jobs.solveJobsOfPassed(work).value();
        for (const auto& job : passed) QCOMPARE(job.task.id.value, std::int64_t{11});
        QVERIFY(work.attempts[0].sample.trained);
        QVERIFY(!work.attempts[1].sample.trained && !work.attempts[2].sample.trained);
    }
};

QTEST_GUILESS_MAIN(TestStepJobs)
#include "tst_step_jobs.moc"
