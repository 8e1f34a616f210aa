#include "core/session/checking/regrade_step.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/session/command.h"
#include "core/session/names.h"
#include "core/training/scoring.h"

namespace azr::session {
namespace {

using execution::Verdict;
using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Stream;
using selfplay::Task;

/// The same sums in the same order, but perhaps by another build; and equation 8 has a term of 1e-8 in it.
bool unequal(double a, double b) {
    return std::abs(a - b) > 1e-7 * std::max({1.0, std::abs(a), std::abs(b)});
}

bool lost(Verdict stored, Verdict now) {
    return stored == Verdict::InfraError || now == Verdict::InfraError;
}

bool refusedElsewhere(const Proposal& stored) {
    return stored.verdict == Verdict::Rejected &&
           (stored.reason == selfplay::kTooLongToAsk || stored.reason == selfplay::kClaimedOutput);
}

/// "" where all values are what they were.
std::string otherValue(const Task& stored, const Task& now) {
    if (!selfplay::hasPairs(stored.kind))
        return stored.output == now.output ? std::string() : "the output is " + now.output + " now";
    for (std::size_t i = 0; i < stored.pairs.size() && i < now.pairs.size(); ++i)
        if (stored.pairs[i].output != now.pairs[i].output)
            return "output " + std::to_string(i + 1) + " is " + now.pairs[i].output + " now";
    return {};
}

using Measured = std::map<std::string, double>;

Figure figureOf(const std::string& name, const Measured& stored, const Measured& now) {
    const auto in = [&](const Measured& measured) -> std::optional<double> {
        const auto found = measured.find(name);
        if (found == measured.end() || !std::isfinite(found->second)) return std::nullopt;
        return found->second;
    };
    return {in(stored), in(now)};
}

StreamFigures streamFigures(Stream stream, const Measured& stored, const Measured& now) {
    const std::string ending = "/" + name(stream);
    const bool proposals = stream.role == Role::Propose;
    const auto figure = [&](const char* metric) { return figureOf(metric + ending, stored, now); };
    StreamFigures figures;
    figures.stream = stream;
    figures.reward = figure("reward/mean");
    figures.rate = figure(proposals ? "valid/rate" : "solve/rate");
    if (proposals) figures.learnability = figure("learnability/reward");
    figures.advantage = figure("advantage/std");
    return figures;
}

std::vector<double> rewardsOf(const training::StepWork& work) {
    std::vector<double> rewards;
    for (const Proposal& proposal : work.proposals) rewards.push_back(proposal.sample.reward);
    for (const Attempt& attempt : work.attempts) rewards.push_back(attempt.sample.reward);
    return rewards;
}

}  // namespace

Comparison compared(const Attempt& stored, const Attempt& now) {
    if (lost(stored.verdict, now.verdict)) return Comparison::Lost;
    if (stored.verdict != now.verdict || unequal(stored.score, now.score)) return Comparison::Flip;
    return stored.reason == now.reason ? Comparison::Same : Comparison::Reason;
}

Comparison compared(const Proposal& stored, const Proposal& now) {
    if (lost(stored.verdict, now.verdict)) return Comparison::Lost;
    if (refusedElsewhere(stored) && now.valid()) return Comparison::Same;
    if (stored.verdict != now.verdict) return Comparison::Flip;
    if (stored.valid() && !otherValue(stored.task, now.task).empty()) return Comparison::Flip;
    return stored.reason == now.reason ? Comparison::Same : Comparison::Reason;
}

Flip flipOf(Comparison what, const Proposal& stored, const Proposal& now) {
    Flip flip{what,        stored.task.step, stored.task, std::nullopt, stored.verdict,
              now.verdict, stored.reason,    now.reason,  now.detail};
    if (stored.valid() && now.valid()) flip.detail = otherValue(stored.task, now.task);
    return flip;
}

Flip flipOf(Comparison what, const Task& task, const Attempt& stored, const Attempt& now, int step) {
    return {what, step, task, stored, stored.verdict, now.verdict, stored.reason, now.reason, now.detail};
}

bool Figure::differs() const {
    if (!stored) return false;  // nothing was measured that it could be held against
    return !now || unequal(*stored, *now);
}

bool StreamFigures::differs() const {
    return reward.differs() || rate.differs() || learnability.differs() || advantage.differs();
}

bool StepFigures::differs() const {
    return rewards > 0 || std::ranges::any_of(streams, &StreamFigures::differs);
}

StepFigures scoredAgain(training::StepWork work, const std::set<std::int64_t>& refused, const config::RunConfig& config,
                        const std::vector<store::MetricRow>& metrics) {
    std::erase_if(work.attempts, [&](const Attempt& attempt) { return refused.contains(attempt.task.value); });
    const std::vector<double> before = rewardsOf(work);
    training::scoreStep(work, config);
    const std::vector<double> after = rewardsOf(work);
    StepFigures figures;
    figures.step = work.step;
    for (std::size_t i = 0; i < before.size(); ++i) figures.rewards += unequal(before[i], after[i]) ? 1 : 0;
    Measured stored, now;
    for (const store::MetricRow& row : metrics) stored[row.name] = row.value;
    for (const telemetry::Metric& metric : training::measureStep(work, {})) now[metric.name] = metric.value;
    for (const Role role : {Role::Propose, Role::Solve}) {
        for (const selfplay::TaskKind kind : selfplay::kKinds) {
            const StreamFigures one = streamFigures({role, kind}, stored, now);
            if (one.rate.stored || one.rate.now) figures.streams.push_back(one);
        }
    }
    return figures;
}

Interventions interventionsOf(const std::vector<store::CommandRow>& commands,
                              std::vector<store::ConfigChangeRow> changes) {
    Interventions found;
    found.changes = std::move(changes);
    for (const store::CommandRow& row : commands) {
        if (row.status != "applied") continue;
        const auto json = parseJson(row.body);
        const auto command = json ? commandFromJson(*json) : Result<Command>(tl::make_unexpected(json.error()));
        if (!command) continue;
        const training::Phase phase = placeFromName(row.step, row.phase).value_or(training::Place{}).phase;
        // After the update a veto only keeps a task from its buffer.
        if (const auto* veto = commandAs<VetoTask>(*command); veto != nullptr && phase <= training::Phase::Update)
            found.vetoed[row.step].insert(veto->task.value);
        const auto* change = commandAs<SetField>(*command);
        if (change == nullptr) continue;
        // Commands that are applied after the update belong to the next step.
        const int step = phase > training::Phase::Update ? row.step + 1 : row.step;
        found.requests.push_back({row.id, step, change->path, change->value});
    }
    return found;
}

Result<config::RunConfig> configAt(config::RunConfig config, const Interventions& interventions, int step) {
    return audit::settingsIn(step, std::move(config), interventions.requests, interventions.changes);
}

}  // namespace azr::session
