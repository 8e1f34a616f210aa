/// The stages of one step, in the paper's order. Each takes the step's work, adds its part, and tells what it did.
#include <utility>

#include "core/telemetry/meters.h"
#include "core/training/batch.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::TaskKind;

}  // namespace

Status Trainer::State::propose(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Propose));
    std::vector<selfplay::ProposalPlan> all;
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        if (!enabled(kind) || current <= config.selfplay.solverOnlySteps) continue;
        auto some = plans(kind, config.selfplay.proposalsPerKind, random("propose").split(name(kind)));
        for (auto& plan : some) all.push_back(std::move(plan));
    }
    const auto before = parts.sampler.stats();
    selfplay::ProposalRound round(asker, verifier, std::move(all));
    {
        const telemetry::Span span(now, stepWork.seconds.propose);
        AZR_CHECK(round.sample(mixSeed(mixSeed(config.seed, "propose"), static_cast<std::uint64_t>(current)),
                               parts.control, progress()));
    }
    const auto after = parts.sampler.stats();
    stepWork.sampledTokens += after.sampledTokens - before.sampledTokens;
    stepWork.samplingSeconds += stepWork.seconds.propose;
    AZR_CHECK(enter(Phase::Validate));
    const telemetry::Span span(now, stepWork.seconds.validate);
    AZR_TRY(stepWork.proposals, round.validate(parts.control, progress()));
    return {};
}

Status Trainer::State::validate(StepWork& stepWork) {
    const telemetry::Span span(now, stepWork.seconds.validate);
    AZR_CHECK(judge(stepWork.proposals, random("coin flips")));
    for (const Proposal& proposal : stepWork.proposals) AZR_CHECK(tell(TaskProposed{proposal, admissible(proposal)}));
    return {};
}

Status Trainer::State::attempt(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Estimate));
    const auto executed = parts.executor.stats().executions;
    selfplay::SolveRound round(asker, verifier, jobs(stepWork), config.reward);
    const auto before = parts.sampler.stats();
    double sampling = 0;
    {
        const telemetry::Span span(now, sampling);
        AZR_CHECK(round.sample(mixSeed(mixSeed(config.seed, "solve"), static_cast<std::uint64_t>(current)),
                               parts.control, progress()));
    }
    stepWork.sampledTokens += parts.sampler.stats().sampledTokens - before.sampledTokens;
    stepWork.samplingSeconds += sampling;
    AZR_CHECK(enter(Phase::Verify));
    const telemetry::Span span(now, stepWork.seconds.verify);
    AZR_TRY(auto perJob, round.verify(parts.control, progress()));
    std::size_t rolloutTokens = 0, solveTokens = 0;
    for (auto& attempts : perJob) {
        for (Attempt& attempt : attempts) {
            attempt.id = {nextAttempt++};
            (attempt.use == selfplay::AttemptUse::Rollout ? rolloutTokens : solveTokens) +=
                attempt.sample.tokens.size();
            stepWork.attempts.push_back(std::move(attempt));
        }
    }
    // Estimating and solving decode together; their time is told apart by their tokens.
    const auto all = static_cast<double>(rolloutTokens + solveTokens);
    stepWork.seconds.estimate = all > 0 ? sampling * static_cast<double>(rolloutTokens) / all : sampling;
    stepWork.seconds.solve = sampling - stepWork.seconds.estimate;
    stepWork.executions = parts.executor.stats().executions - executed;
    return {};
}

Status Trainer::State::tellScores(const StepWork& stepWork) {
    for (const Attempt& attempt : stepWork.attempts) AZR_CHECK(tell(AttemptGraded{attempt, current}));
    for (const Proposal& proposal : stepWork.proposals)
        AZR_CHECK(
            tell(TaskScored{proposal.task.id, proposal.task.learnability, proposal.sample.reward,
                            proposal.sample.advantage, proposal.learnReward, proposal.score, proposal.sample.masked,
                            proposal.barred, proposal.sample.trained, proposal.taskClass}));
    return tell(StreamsWhitened{current, stepWork.moments});
}

Status Trainer::State::update(StepWork& stepWork) {
    const telemetry::Span span(now, stepWork.seconds.update);
    const auto batch = makeBatch(stepWork.proposals, stepWork.attempts, config);
    const auto optimizer = optimizerOptions(config.optimizer, current);
    stepWork.learningRate = optimizer.learningRate;
    stepWork.sequences = static_cast<std::int64_t>(batch.size());
    if (batch.empty())
        return tell(AlertRaised{current, "info", "empty_batch", "nothing to learn from in this step: no update"});
    AZR_TRY(stepWork.update, parts.learner.update(batch, lossOptions(config.loss), optimizer, parts.control));
    stepWork.updated = true;
    return {};
}

Status Trainer::State::store(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Store));
    const telemetry::Span span(now, stepWork.seconds.store);
    const Rng rng = random("eviction");
    for (const Proposal& proposal : stepWork.proposals) {
        if (!admissible(proposal) || stepWork.vetoed.contains(proposal.task.id.value)) continue;
        ++stepWork.admitted[static_cast<std::size_t>(proposal.task.kind)];
        AZR_CHECK(admit(proposal.task, rng));
    }
    return {};
}

Status Trainer::State::measure(StepWork& stepWork) {
    StepSurroundings around;
    for (std::size_t i = 0; i < buffers.size(); ++i) around.bufferSizes[i] = buffers[i].size();
    around.stepSeconds = now() - stepWork.startedAt;
    around.residentMegabytes = telemetry::residentMegabytes();
    AZR_CHECK(tell(MetricsMeasured{current, measureStep(stepWork, around)}));
    for (const AlertRaised& alert : guard.watch(current, readGuard(stepWork), config.guard)) {
        AZR_CHECK(tell(alert));
        if (config.guard.pauseOnAlert && alert.severity == "warning") parts.control.requestPause();
    }
    return {};
}

}  // namespace azr::training
