#include "core/training/scoring.h"

#include <map>

#include "core/selfplay/rewards/reward.h"
#include "core/telemetry/meters.h"
#include "core/training/batch.h"

namespace azr::training {
namespace {

using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Role;

/// Mean r_solve of a task's rollouts, which the induction mode decides; masked ones do not count.
std::map<std::int64_t, double> successOf(const std::vector<Attempt>& attempts) {
    std::map<std::int64_t, telemetry::Summary> scores;
    for (const Attempt& attempt : attempts)
        if (attempt.use == selfplay::AttemptUse::Rollout && !attempt.sample.masked)
            scores[attempt.task.value].add(attempt.score);
    std::map<std::int64_t, double> means;
    for (const auto& [task, summary] : scores) means[task] = summary.mean();
    return means;
}

void scoreProposal(Proposal& proposal, bool vetoed, const config::RunConfig& config) {
    const selfplay::Task& task = proposal.task;
    selfplay::Sample& sample = proposal.sample;
    if (task.learnability >= 0) {
        proposal.learnReward = selfplay::learnabilityReward(task.learnability, config.reward);
        proposal.score = selfplay::proposerScore(task.kind, task.learnability, task.measures, config.reward);
    }
    sample.reward = selfplay::proposerReward(proposal.valid() && sample.wellFormed, proposal.learnReward,
                                             proposal.score, config.reward);
    proposal.barred = proposal.valid() && !admissible(proposal, config.selfplay);
    // A barred task earns what an unlearnable one earns, unless its program was not the proposer's choice; one
    // whose rollouts were all lost earns nothing either way.
    const bool unknown = proposal.valid() && task.learnability < 0 && !proposal.barred;
    sample.masked |= vetoed || unknown || (proposal.barred && !ownsProgram(task.kind));
}

}  // namespace

bool admissible(const Proposal& proposal, const config::SelfPlayConfig& config) {
    if (!proposal.valid()) return false;
    const selfplay::Measures& measures = proposal.task.measures;
    if (config.skipDuplicates && measures.nearDuplicate) return false;
    return !(config.rejectCoinFlips && measures.coinFlip);
}

void noteSolveRates(StepWork& work) {
    const auto success = successOf(work.attempts);
    for (Proposal& proposal : work.proposals) {
        const auto estimated = success.find(proposal.task.id.value);
        if (estimated != success.end()) proposal.task.learnability = estimated->second;
    }
    work.rated = true;
}

void scoreStep(StepWork& work, const config::RunConfig& config) {
    const auto vetoed = [&](TaskId task) { return work.vetoed.contains(task.value); };
    noteSolveRates(work);
    for (Proposal& proposal : work.proposals) {
        proposal.sample.trained = config.selfplay.trainProposer;
        scoreProposal(proposal, vetoed(proposal.task.id), config);
    }
    for (Attempt& attempt : work.attempts) {
        attempt.sample.reward =
            selfplay::compositeReward(Role::Solve, attempt.sample.wellFormed, attempt.score, config.reward);
        attempt.sample.masked |= vetoed(attempt.task);
    }
    work.moments = giveAdvantages(work.proposals, work.attempts, config.advantage);
}

}  // namespace azr::training
