/// Seeding (paper section 3.3, buffer initialisation): from one identity triplet and imported tasks, the model proposes
/// until the buffers hold B x S tasks each. No weights change. Interrupted seeding goes on where a checkpoint left it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/selfplay/proposal_rules.h"
#include "core/selfplay/seeds/identity.h"
#include "core/selfplay/seeds/seed_files.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

/// B x S, the tasks that a buffer holds before the first step.
std::size_t seedTarget(const config::SelfPlayConfig& config) {
    return static_cast<std::size_t>(config.proposalsPerKind) * static_cast<std::size_t>(config.seedFactor);
}

/// Who is lent programs needs the first kind that lends some, whatever else is trained.
bool isSeeded(TaskKind kind, const config::SelfPlayConfig& config) {
    if (selfplay::isEnabled(kind, config)) return true;
    const auto lends = [](TaskKind one) { return selfplay::traitsOf(one).lends; };
    const auto lent = [&](TaskKind one) { return selfplay::isEnabled(one, config) && !selfplay::ownsProgram(one); };
    return kind == *std::ranges::find_if(selfplay::kKinds, lends) && std::ranges::any_of(selfplay::kKinds, lent);
}

}  // namespace

Status Trainer::State::seed() {
    current = 0;
    AZR_CHECK(enter(Phase::Seeding));
    if (!seedStarted) AZR_CHECK(seedStart());
    for (const TaskKind kind : selfplay::kKinds) {
        // One set of seeds for two kinds is filled in the turn of the first.
        const bool withTwin = sharesSeeds(kind) && *selfplay::traitsOf(kind).twin < kind;
        if (isSeeded(kind, config.selfplay) && !withTwin) AZR_CHECK(seedKind(kind));
    }
    seeded = !finishing;
    return {};
}

Status Trainer::State::seedStart() {
    std::vector<Task> tasks;
    for (const TaskKind kind : selfplay::kKinds)
        if (selfplay::traitsOf(kind).seed == selfplay::Seed::Identity && isShown(kind, config.selfplay))
            tasks.push_back(selfplay::identityTask(kind, parts.wrapper.style));
    if (!config.seedTasks.empty()) {
        AZR_TRY(std::vector<Task> imported, selfplay::readSeeds(config.seedTasks));
        const auto strange = [&](const Task& task) { return !isShown(task.kind, config.selfplay); };
        if (const auto left = std::erase_if(imported, strange); left > 0)
            AZR_CHECK(
                tell(AlertRaised{0, "info", "seeds_passed_over",
                                 fmt::format("{} imported tasks are of a kind that this run does not train", left)}));
        for (Task& task : imported) tasks.push_back(std::move(task));
    }
    AZR_CHECK(admitClaimed(std::move(tasks)));
    seedStarted = true;
    return {};
}

Status Trainer::State::admitClaimed(std::vector<Task> tasks) {
    std::vector<selfplay::PendingValidation> pending;
    for (const Task& task : tasks) pending.push_back(verifier.validate(task, selfplay::seedRules(config.selfplay)));
    int refused = 0;
    std::string why;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        Proposal proposal;
        proposal.task = tasks[i];
        proposal.task.id = newTask();
        proposal.sample.stream = {Role::Propose, tasks[i].kind};
        proposal.sample.wellFormed = true;
        AZR_CHECK(verifier.settle(std::move(pending[i]), proposal, parts.control));
        if (proposal.valid()) AZR_CHECK(settleClaim(proposal, tasks[i]));
        if (proposal.valid()) measureTask(proposal.task);
        refused += proposal.valid() ? 0 : 1;
        if (!proposal.valid() && why.empty())
            why = proposal.detail.empty() ? std::string(name(proposal.verdict)) : proposal.detail;
        AZR_CHECK(tell(TaskProposed{proposal, proposal.valid()}));
        if (proposal.valid()) AZR_CHECK(admit(proposal.task, random("eviction")));
        AZR_CHECK(progress()(i + 1, tasks.size()));
    }
    if (buffer(tasks.front().kind).size() == 0)
        return fail(ErrorCode::Internal, "the identity task, the first of every run, was refused: " + why, "seeding",
                    "choose a prompt.wrapper that the model has words for such as nano for the built-in one; "
                    "azr-studio doctor tests the sandbox");
    if (refused == 0) return {};
    return tell(
        AlertRaised{0, "info", "seeds_refused",
                    fmt::format("{} of {} imported tasks were refused, each with its reason", refused, tasks.size())});
}

Status Trainer::State::settleClaim(Proposal& proposal, const Task& claimed) {
    rejectUnaskable({&proposal, 1});
    if (!proposal.valid()) return {};
    const bool pairs = selfplay::hasPairs(claimed.kind);
    const std::size_t claims = pairs ? claimed.pairs.size() : 1;
    for (std::size_t i = 0; i < claims; ++i) {
        // What the file claims is judged like a solver's answer to what really came out.
        Task single;
        if (selfplay::namesError(claimed.kind)) single.kind = claimed.kind;
        single.output = pairs ? proposal.task.pairs[i].output : proposal.task.output;
        auto grading = verifier.grade(single, {pairs ? claimed.pairs[i].output : claimed.output});
        AZR_TRY(const auto grades, verifier.settle(std::move(grading), parts.control));
        if (grades.front().verdict == execution::Verdict::Ok) continue;
        proposal.verdict = execution::Verdict::Rejected;
        proposal.reason = selfplay::kClaimedOutput;
        proposal.detail =
            fmt::format("the output in the file is {}: {}", name(grades.front().verdict), grades.front().detail);
        return {};
    }
    return {};
}

Status Trainer::State::seedKind(TaskKind kind) {
    const auto target = seedTarget(config.selfplay);
    int& rounds = seedRounds[kind];
    while (!finishing && seedsOf(kind) < std::min(target, buffer(kind).capacity())) {
        if (rounds >= config.selfplay.seedRounds)
            return fail(ErrorCode::Exhausted,
                        fmt::format("after {} rounds the {} buffer holds {} of {} tasks", rounds, name(kind),
                                    seedsOf(kind), target),
                        "seeding", "the model writes too few valid tasks: import seeds, or raise selfplay.seed_rounds");
        AZR_CHECK(parts.control.checkpoint());
        AZR_CHECK(applyCommands());
        ++rounds;
        AZR_CHECK(seedRound(kind));
        AZR_CHECK(
            tell(PhaseProgress{0, phase, static_cast<std::int64_t>(seedsOf(kind)), static_cast<std::int64_t>(target)}));
    }
    return {};
}

Status Trainer::State::seedRound(TaskKind kind) {
    const auto number = static_cast<std::uint64_t>(seedRounds[kind]);
    const auto target = seedTarget(config.selfplay);
    const Rng rng = random("seeding").split(name(kind)).split(number);
    const selfplay::Progress quiet = [](std::size_t, std::size_t) -> Status { return {}; };
    // With one set of seeds the two kinds take turns in writing it.
    const auto twin = selfplay::traitsOf(kind).twin;
    const bool shared = sharesSeeds(kind);
    const TaskKind writer = shared && number % 2 == 0 ? *twin : kind;
    selfplay::ProposalRound round(asker, verifier, plans(writer, config.selfplay.proposalsPerKind, rng),
                                  config.selfplay.keepMisformatted);
    const std::uint64_t sampling = mixSeed(mixSeed(config.seed, name(kind)), number);
    AZR_CHECK(round.sample(mixSeed(sampling, "seeding"), parts.control, quiet));
    AZR_TRY(auto proposals, round.validate(parts.control, quiet));
    AZR_CHECK(judge(proposals, rng.split("coin flips")));
    for (const Proposal& proposal : proposals) {
        const bool enters = admissible(proposal) && buffer(writer).size() < target;
        AZR_CHECK(tell(TaskProposed{proposal, enters}));
        if (enters) AZR_CHECK(admit(proposal.task, random("eviction")));
        if (enters && shared) AZR_CHECK(admitTwin(proposal, target));
    }
    return {};
}

bool Trainer::State::sharesSeeds(TaskKind kind) const {
    const auto twin = selfplay::traitsOf(kind).twin;
    return config.selfplay.sharedSeed && twin && enabled(kind) && enabled(*twin);
}

std::size_t Trainer::State::seedsOf(TaskKind kind) const {
    const std::size_t own = buffer(kind).size();
    return sharesSeeds(kind) ? std::min(own, buffer(*selfplay::traitsOf(kind).twin).size()) : own;
}

Status Trainer::State::admitTwin(const Proposal& proposal, std::size_t target) {
    Proposal twin;
    twin.task = proposal.task;
    twin.task.kind = *selfplay::traitsOf(proposal.task.kind).twin;
    if (buffer(twin.task.kind).size() >= target) return {};  // the other kind lost one of its own, to a veto
    twin.task.id = newTask();
    twin.sample.stream = {Role::Propose, twin.task.kind};
    twin.sample.wellFormed = true;
    twin.verdict = proposal.verdict;
    measureTask(twin.task);
    AZR_CHECK(tell(TaskProposed{twin, true}));
    return admit(twin.task, random("eviction"));
}

}  // namespace azr::training
