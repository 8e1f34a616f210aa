#include "core/training/stages.h"

#include <utility>

#include "core/telemetry/meters.h"
#include "core/training/batch.h"
#include "core/training/scoring.h"
#include "core/training/task_selection.h"

namespace azr::training {
namespace {

using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::TaskKind;

}  // namespace

Status Stages::propose(StepWork& work) {
    AZR_CHECK(m_loop.enter(Phase::Propose));
    std::vector<selfplay::ProposeJob> all;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!m_loop.enabled(kind) || m_loop.current <= m_loop.config.selfplay.solverOnlySteps) continue;
        AZR_TRY(auto some, m_jobs.proposeJobs(kind, m_loop.config.selfplay.proposalsPerKind,
                                              m_loop.random("propose").split(name(kind))));
        for (auto& job : some) all.push_back(std::move(job));
    }
    const auto before = m_loop.parts.sampler.stats();
    selfplay::ProposalRound round(m_loop.prompter, m_loop.verifier, std::move(all),
                                  m_loop.config.selfplay.keepMisformatted);
    {
        const telemetry::Span span(m_loop.now, work.seconds.propose);
        AZR_CHECK(
            round.sample(mixSeed(mixSeed(m_loop.config.seed, "propose"), static_cast<std::uint64_t>(m_loop.current)),
                         m_loop.parts.control, m_loop.progress()));
    }
    const auto after = m_loop.parts.sampler.stats();
    work.sampledTokens += after.sampledTokens - before.sampledTokens;
    work.samplingSeconds += work.seconds.propose;
    AZR_CHECK(m_loop.enter(Phase::Validate));
    const telemetry::Span span(m_loop.now, work.seconds.validate);
    AZR_TRY(work.proposals, round.validate(m_loop.parts.control, m_loop.progress()));
    return {};
}

Status Stages::judge(StepWork& work) {
    AZR_CHECK(m_loop.enter(Phase::Judge));
    const telemetry::Span span(m_loop.now, work.seconds.validate);
    AZR_CHECK(m_admission.judge(work.proposals, m_loop.random("coin flips")));
    // With a filter it is the solve rate that decides, later.
    const bool decided = m_loop.config.selfplay.validFilter == config::ValidFilter::All;
    for (const Proposal& proposal : work.proposals)
        AZR_CHECK(m_loop.tell(TaskProposed{
            proposal, decided && admissible(proposal, m_loop.config.selfplay) && !m_review.holdsBack(proposal.task)}));
    return {};
}

Status Stages::attempt(StepWork& work) {
    AZR_CHECK(m_loop.enter(Phase::Estimate));
    const auto executed = m_loop.parts.executor.stats().executions;
    const bool filtered = m_loop.config.selfplay.validFilter != config::ValidFilter::All;
    AZR_TRY(auto all, m_jobs.solveJobs(work));
    AZR_CHECK(solve(work, std::move(all), "solve", filtered ? Phase::Estimate : Phase::Verify));
    if (filtered) {
        AZR_CHECK(m_loop.enter(Phase::Solve));
        noteSolveRates(work);
        AZR_TRY(auto jobs, m_jobs.solveJobsOfPassed(work));
        AZR_CHECK(solve(work, std::move(jobs), "solve what passed", Phase::Verify));
    }
    work.executions = m_loop.parts.executor.stats().executions - executed;
    return {};
}

Status Stages::solve(StepWork& work, std::vector<selfplay::SolveJob> jobs, std::string_view purpose, Phase verifying) {
    selfplay::SolveRound round(m_loop.prompter, m_loop.verifier, std::move(jobs), m_loop.config.reward);
    const auto before = m_loop.parts.sampler.stats();
    double sampling = 0;
    {
        const telemetry::Span span(m_loop.now, sampling);
        AZR_CHECK(
            round.sample(mixSeed(mixSeed(m_loop.config.seed, purpose), static_cast<std::uint64_t>(m_loop.current)),
                         m_loop.parts.control, m_loop.progress()));
    }
    work.sampledTokens += m_loop.parts.sampler.stats().sampledTokens - before.sampledTokens;
    work.samplingSeconds += sampling;
    if (verifying != m_loop.phase) AZR_CHECK(m_loop.enter(verifying));
    const telemetry::Span span(m_loop.now, work.seconds.verify);
    AZR_TRY(auto perJob, round.verify(m_loop.parts.control, m_loop.progress()));
    std::size_t rolloutTokens = 0, solveTokens = 0;
    for (auto& attempts : perJob) {
        for (Attempt& attempt : attempts) {
            attempt.id = {m_kept.nextAttempt++};
            (attempt.use == selfplay::AttemptUse::Rollout ? rolloutTokens : solveTokens) +=
                attempt.sample.tokens.size();
            work.attempts.push_back(std::move(attempt));
        }
    }
    // Estimating and solving decode together; their time is told apart by their tokens.
    const auto all = static_cast<double>(rolloutTokens + solveTokens);
    const double estimate = all > 0 ? sampling * static_cast<double>(rolloutTokens) / all : sampling;
    work.seconds.estimate += estimate;
    work.seconds.solve += sampling - estimate;
    return {};
}

Status Stages::score(StepWork& work) {
    scoreStep(work, m_loop.config);
    for (const Attempt& attempt : work.attempts) AZR_CHECK(m_loop.tell(AttemptGraded{attempt, m_loop.current}));
    for (const Proposal& proposal : work.proposals)
        AZR_CHECK(m_loop.tell(TaskScored{proposal.task.id, proposal.task.learnability, proposal.sample.reward,
                                         proposal.sample.advantage, proposal.learnReward, proposal.score,
                                         proposal.sample.masked, proposal.barred, proposal.sample.trained,
                                         proposal.taskClass}));
    return m_loop.tell(StreamsWhitened{m_loop.current, work.moments});
}

Status Stages::update(StepWork& work) {
    const telemetry::Span span(m_loop.now, work.seconds.update);
    const auto batch = makeBatch(work.proposals, work.attempts, m_loop.config);
    const auto optimizer = optimizerOptions(m_loop.config.optimizer, m_loop.current);
    work.learningRate = optimizer.learningRate;
    work.sequences = static_cast<std::int64_t>(batch.size());
    if (batch.empty())
        return m_loop.tell(
            AlertRaised{m_loop.current, "info", "empty_batch", "nothing to learn from in this step: no update"});
    AZR_TRY(work.update,
            m_loop.parts.learner.update(batch, lossOptions(m_loop.config.loss), optimizer, m_loop.parts.control));
    work.updated = true;
    return {};
}

Status Stages::store(StepWork& work) {
    AZR_CHECK(m_loop.enter(Phase::Store));
    const telemetry::Span span(m_loop.now, work.seconds.store);
    const Rng rng = m_loop.random("eviction");
    AZR_CHECK(m_review.decideOverdue());
    for (const Proposal& proposal : work.proposals) {
        // What became known of it after it was taken out.
        if (Withdrawn* const taken = m_kept.withdrawn.find(proposal.task.id)) {
            taken->task.learnability = proposal.task.learnability;
            taken->drawn = m_review.holdsBack(proposal.task);
        }
        if (!admissible(proposal, m_loop.config.selfplay) || work.vetoed.contains(proposal.task.id.value)) continue;
        if (!passes(m_loop.config.selfplay.validFilter, proposal.task.learnability)) {
            ++work.keptOut[proposal.task.kind];
            continue;
        }
        if (m_review.holdsBack(proposal.task)) {
            ++work.heldBack[proposal.task.kind];
            AZR_CHECK(m_review.hold(proposal.task));
            continue;
        }
        ++work.admitted[proposal.task.kind];
        AZR_CHECK(m_admission.admit(proposal.task, rng));
    }
    for (const TaskKind kind : selfplay::kKinds) work.bufferSizes[kind] = m_kept.buffer(kind).size();
    work.bars = m_loop.config.guard;
    return {};
}

Status Stages::measure(const StepWork& work) {
    StepContext context;
    context.bufferSizes = work.bufferSizes;
    context.stepSeconds = m_loop.now() - work.startedAt;
    context.residentMegabytes = telemetry::residentMegabytes();
    AZR_CHECK(m_loop.tell(MetricsMeasured{m_loop.current, measureStep(work, context)}));
    for (const AlertRaised& alert : m_kept.guard.watch(m_loop.current, readGuard(work), work.bars)) {
        AZR_CHECK(m_loop.tell(alert));
        if (m_loop.config.guard.pauseOnAlert && alert.severity == "warning") m_loop.parts.control.requestPause();
    }
    return {};
}

}  // namespace azr::training
