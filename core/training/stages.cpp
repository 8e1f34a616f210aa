/// The stages of one step, in the paper's order. Each takes the step's work, adds its part, and tells what it did.
#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/proposal_rules.h"
#include "core/telemetry/meters.h"
#include "core/training/batch.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

}  // namespace

std::vector<selfplay::ProposalPlan> Trainer::State::plans(TaskKind kind, int count, const Rng& rng) const {
    const auto& recent = novelty[static_cast<std::size_t>(kind)];
    TaskSelection::Worn worn;
    if (config.selfplay.skipDuplicates)
        worn = [&recent](const Task& task) { return recent.holdsShape(task.measured.shape); };
    std::vector<selfplay::ProposalPlan> result;
    for (ProposalChoice& choice : selection().proposals(kind, count, worn, rng)) {
        selfplay::ProposalPlan plan;
        plan.rules = selfplay::programRules(config.selfplay, kind, current == 0, choice.given.size());
        plan.draft.given = selfplay::givenFunctions(choice.given);
        selfplay::PromptRequest request;
        request.stream = {Role::Propose, kind};
        request.references = std::move(choice.references);
        request.subject = choice.subject;
        request.given = plan.draft.given;
        request.rules = plan.rules;
        auto question = asker.prepare(request);
        if (!question) continue;  // a program too long to be shown proposes nothing
        plan.draft.kind = kind;
        plan.draft.step = current;
        plan.draft.references = question->references;
        if (choice.subject != nullptr) {
            plan.draft.program = choice.subject->program;
            plan.draft.imports = choice.subject->imports;
            plan.draft.references = {choice.subject->id};
        }
        plan.question = std::move(*question);
        result.push_back(std::move(plan));
    }
    return result;
}

std::vector<selfplay::SolveJob> Trainer::State::jobs(std::span<const SolveChoice> choices) const {
    std::vector<selfplay::SolveJob> result;
    for (const SolveChoice& choice : choices) {
        const double temperature = choice.use == selfplay::AttemptUse::Rollout ? 1.0 : asker.temperature();
        auto question = asker.prepare({{Role::Solve, choice.task->kind}, {}, choice.task, 0});
        if (question)
            result.push_back(
                {*choice.task, std::move(*question), choice.count, choice.use, choice.trained, temperature});
    }
    return result;
}

std::vector<const Task*> Trainer::State::freshTasks(const StepWork& stepWork, TaskKind kind) const {
    std::vector<const Task*> fresh;
    for (const Proposal& proposal : stepWork.proposals)
        if (proposal.task.kind == kind && admissible(proposal) && !stepWork.vetoed.contains(proposal.task.id.value))
            fresh.push_back(&proposal.task);
    return fresh;
}

Status Trainer::State::propose(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Propose));
    std::vector<selfplay::ProposalPlan> all;
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        if (!enabled(kind)) continue;
        auto some = plans(kind, config.selfplay.proposalsPerKind, random("propose").split(name(kind)));
        for (auto& plan : some) all.push_back(std::move(plan));
    }
    const auto before = parts.sampler.stats();
    selfplay::ProposalRound round(asker, verifier, std::move(all), config.selfplay.keepMisformatted);
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
    // With a filter it is the solve rate that decides, later.
    const bool decided = config.selfplay.validFilter == config::ValidFilter::All;
    for (const Proposal& proposal : stepWork.proposals)
        AZR_CHECK(tell(TaskProposed{proposal, decided && admissible(proposal)}));
    return {};
}

Status Trainer::State::attempt(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Estimate));
    const auto executed = parts.executor.stats().executions;
    const bool filtered = config.selfplay.validFilter != config::ValidFilter::All;
    std::vector<SolveChoice> choices;
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        if (!enabled(kind)) continue;
        const auto fresh = freshTasks(stepWork, kind);
        Rng rng = random("mixing").split(name(kind));
        for (SolveChoice& choice : filtered ? selection().estimates(fresh) : selection().solves(kind, fresh, rng))
            choices.push_back(choice);
    }
    AZR_CHECK(solve(stepWork, choices, "solve", filtered ? Phase::Estimate : Phase::Verify));
    if (filtered) AZR_CHECK(attemptFiltered(stepWork));
    stepWork.executions = parts.executor.stats().executions - executed;
    return {};
}

Status Trainer::State::attemptFiltered(StepWork& stepWork) {
    AZR_CHECK(enter(Phase::Solve));
    noteSolveRates(stepWork);
    std::vector<SolveChoice> choices;
    std::set<std::int64_t> trained;
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        if (!enabled(kind)) continue;
        auto passed = freshTasks(stepWork, kind);
        std::erase_if(passed,
                      [&](const Task* task) { return !passes(config.selfplay.validFilter, task->learnability); });
        Rng rng = random("mixing").split(name(kind));
        FilteredChoice choice = selection().afterEstimate(kind, passed, rng);
        choices.insert(choices.end(), choice.solves.begin(), choice.solves.end());
        for (const Task* task : choice.trained) trained.insert(task->id.value);
    }
    for (Attempt& attempt : stepWork.attempts) attempt.sample.trained = trained.contains(attempt.task.value);
    return solve(stepWork, choices, "solve what passed", Phase::Verify);
}

Status Trainer::State::solve(StepWork& stepWork, std::span<const SolveChoice> choices, std::string_view purpose,
                             Phase verifying) {
    selfplay::SolveRound round(asker, verifier, jobs(choices), config.reward);
    const auto before = parts.sampler.stats();
    double sampling = 0;
    {
        const telemetry::Span span(now, sampling);
        AZR_CHECK(round.sample(mixSeed(mixSeed(config.seed, purpose), static_cast<std::uint64_t>(current)),
                               parts.control, progress()));
    }
    stepWork.sampledTokens += parts.sampler.stats().sampledTokens - before.sampledTokens;
    stepWork.samplingSeconds += sampling;
    if (verifying != phase) AZR_CHECK(enter(verifying));
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
    const double estimate = all > 0 ? sampling * static_cast<double>(rolloutTokens) / all : sampling;
    stepWork.seconds.estimate += estimate;
    stepWork.seconds.solve += sampling - estimate;
    return {};
}

Status Trainer::State::tellScores(const StepWork& stepWork) {
    for (const Attempt& attempt : stepWork.attempts) AZR_CHECK(tell(AttemptGraded{attempt, current}));
    for (const Proposal& proposal : stepWork.proposals)
        AZR_CHECK(tell(TaskScored{proposal.task.id, proposal.task.learnability, proposal.sample.reward,
                                  proposal.sample.advantage}));
    return {};
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
        if (!passes(config.selfplay.validFilter, proposal.task.learnability)) {
            ++stepWork.keptOut[static_cast<std::size_t>(proposal.task.kind)];
            continue;
        }
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
