/// Seeding (paper section 3.3, buffer initialisation): from one identity triplet and imported tasks, the model proposes
/// until the buffers hold B x S tasks each. No weights change. Interrupted seeding goes on where a checkpoint left it.
#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "core/base/files.h"
#include "core/selfplay/identity.h"
#include "core/selfplay/task_json.h"
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

/// Every line of a seed file; a triplet seeds deduction and abduction alike.
Result<std::vector<Task>> readSeeds(const std::string& file) {
    AZR_TRY(const std::string text, readFile(file));
    std::vector<Task> tasks;
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = fmt::format("{}, line {}", file, number);
        AZR_TRY(const Json json, parseJson(line, place));
        AZR_TRY(Task task, selfplay::taskFromSeed(json, place));
        tasks.push_back(task);
        if (task.kind != TaskKind::Deduction) continue;
        task.kind = TaskKind::Abduction;
        tasks.push_back(std::move(task));
    }
    return tasks;
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
    for (const TaskKind kind : selfplay::kKinds)
        if (isSeeded(kind, config.selfplay)) AZR_CHECK(seedKind(kind));
    seeded = !finishing;
    return {};
}

Status Trainer::State::seedStart() {
    std::vector<Task> tasks;
    for (const TaskKind kind : selfplay::kKinds)
        if (selfplay::traitsOf(kind).seed == selfplay::Seed::Identity && isShown(kind, config.selfplay))
            tasks.push_back(selfplay::identityTask(kind, parts.wrapper.style));
    if (!config.seedTasks.empty()) {
        AZR_TRY(std::vector<Task> imported, readSeeds(config.seedTasks));
        for (Task& task : imported) tasks.push_back(std::move(task));
    }
    AZR_CHECK(admitClaimed(std::move(tasks)));
    seedStarted = true;
    return {};
}

Status Trainer::State::admitClaimed(std::vector<Task> tasks) {
    std::vector<selfplay::PendingValidation> pending;
    for (const Task& task : tasks) pending.push_back(verifier.validate(task));
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
    if (const auto asked = asker.prepare({{Role::Solve, proposal.task.kind}, {}, &proposal.task, 0}); !asked) {
        proposal.verdict = execution::Verdict::Rejected;
        proposal.reason = selfplay::kTooLongToAsk;
        proposal.detail = asked.error().detail;
        return {};
    }
    const bool pairs = selfplay::hasPairs(claimed.kind);
    const std::size_t claims = pairs ? claimed.pairs.size() : 1;
    for (std::size_t i = 0; i < claims; ++i) {
        // What the file claims is judged like a solver's answer to what really came out.
        Task single;
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
    while (!finishing && buffer(kind).size() < std::min(target, buffer(kind).capacity())) {
        if (rounds >= config.selfplay.seedRounds)
            return fail(ErrorCode::Exhausted,
                        fmt::format("after {} rounds the {} buffer holds {} of {} tasks", rounds, name(kind),
                                    buffer(kind).size(), target),
                        "seeding", "the model writes too few valid tasks: import seeds, or raise selfplay.seed_rounds");
        AZR_CHECK(parts.control.checkpoint());
        AZR_CHECK(applyCommands());
        ++rounds;
        AZR_CHECK(seedRound(kind));
        AZR_CHECK(tell(PhaseProgress{0, phase, static_cast<std::int64_t>(buffer(kind).size()),
                                     static_cast<std::int64_t>(target)}));
    }
    return {};
}

Status Trainer::State::seedRound(TaskKind kind) {
    const auto number = static_cast<std::uint64_t>(seedRounds[kind]);
    const auto target = seedTarget(config.selfplay);
    const Rng rng = random("seeding").split(name(kind)).split(number);
    const selfplay::Progress quiet = [](std::size_t, std::size_t) -> Status { return {}; };
    selfplay::ProposalRound round(asker, verifier, plans(kind, config.selfplay.proposalsPerKind, rng));
    const std::uint64_t sampling = mixSeed(mixSeed(config.seed, name(kind)), number);
    AZR_CHECK(round.sample(mixSeed(sampling, "seeding"), parts.control, quiet));
    AZR_TRY(auto proposals, round.validate(parts.control, quiet));
    AZR_CHECK(judge(proposals, rng.split("coin flips")));
    for (const Proposal& proposal : proposals) {
        const bool enters = admissible(proposal) && buffer(kind).size() < target;
        AZR_CHECK(tell(TaskProposed{proposal, enters}));
        if (enters) AZR_CHECK(admit(proposal.task, random("eviction")));
    }
    return {};
}

}  // namespace azr::training
