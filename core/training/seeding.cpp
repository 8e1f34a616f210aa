#include "core/training/seeding.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/selfplay/proposal_rules.h"
#include "core/selfplay/seeds/identity.h"
#include "core/selfplay/seeds/seed_files.h"
#include "core/training/scoring.h"

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

Seeding::Seeding(LoopContext& loop, KeptState& kept, const StepJobs& jobs, TaskAdmission& admission, RuleKeeping& rules,
                 std::function<Status()> betweenRounds, const std::atomic<bool>& finishing)
    : m_loop(loop),
      m_kept(kept),
      m_jobs(jobs),
      m_admission(admission),
      m_rules(rules),
      m_betweenRounds(std::move(betweenRounds)),
      m_finishing(finishing) {}

Status Seeding::run() {
    m_loop.current = 0;
    m_loop.round = rounds();
    AZR_CHECK(m_loop.enter(Phase::Seeding));
    if (!m_kept.seedStarted) AZR_CHECK(begin());
    for (const TaskKind kind : selfplay::kKinds) {
        // One set of seeds for two kinds is filled in the turn of the first.
        const bool withTwin = selfplay::sharesSeeds(kind, play()) && *selfplay::traitsOf(kind).twin < kind;
        if (isSeeded(kind, play()) && !withTwin) AZR_CHECK(fill(kind));
    }
    m_kept.seeded = !m_finishing;
    return {};
}

Status Seeding::begin() {
    std::vector<Task> tasks;
    for (const TaskKind kind : selfplay::kKinds)
        if (selfplay::traitsOf(kind).seed == selfplay::Seed::Identity && isShown(kind, play()))
            tasks.push_back(selfplay::identityTask(kind, m_loop.parts.wrapper.style));
    if (!m_loop.config.seedTasks.empty()) {
        AZR_TRY(std::vector<Task> imported, selfplay::readSeeds(m_loop.config.seedTasks));
        const auto strange = [&](const Task& task) { return !isShown(task.kind, play()); };
        if (const auto left = std::erase_if(imported, strange); left > 0)
            AZR_CHECK(m_loop.tell(
                AlertRaised{0, "info", "seeds_passed_over",
                            fmt::format("{} imported tasks are of a kind that this run does not train", left)}));
        for (Task& task : imported) tasks.push_back(std::move(task));
    }
    AZR_CHECK(admitClaimed(tasks));
    m_kept.seedStarted = true;
    return {};
}

Result<std::vector<Proposal>> Seeding::judgeClaimed(const std::vector<Task>& tasks) {
    const auto shown = m_loop.progressOf(Phase::Seeding);
    AZR_CHECK(m_loop.goTo(Phase::Validate));
    std::vector<selfplay::PendingValidation> pending;
    for (const Task& task : tasks) pending.push_back(m_loop.verifier.validate(task, selfplay::seedRules(play())));
    std::vector<Proposal> proposals(tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        proposals[i].task = tasks[i];
        proposals[i].sample.stream = {Role::Propose, tasks[i].kind};
        proposals[i].sample.wellFormed = true;
        AZR_CHECK(m_loop.verifier.settle(std::move(pending[i]), proposals[i], m_loop.parts.control));
        AZR_CHECK(shown(i + 1, tasks.size()));
    }
    AZR_CHECK(m_loop.goTo(Phase::Judge));
    AZR_CHECK(m_admission.rejectUnaskable(proposals));
    std::vector<std::vector<selfplay::PendingGrades>> graded(tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i)
        if (proposals[i].valid()) graded[i] = gradeClaims(proposals[i], tasks[i]);
    for (std::size_t i = 0; i < tasks.size(); ++i)
        AZR_CHECK(settleClaims(proposals[i], std::move(graded[i]), m_loop.parts.control));
    return proposals;
}

Status Seeding::admitClaimed(const std::vector<Task>& tasks) {
    AZR_TRY(std::vector<Proposal> proposals, judgeClaimed(tasks));
    AZR_CHECK(m_loop.goTo(Phase::Update));
    int refused = 0;
    std::string why;
    for (Proposal& proposal : proposals) {
        proposal.task.id = m_kept.newTask();
        if (proposal.valid()) m_admission.measure(proposal.task);
        refused += proposal.valid() ? 0 : 1;
        if (!proposal.valid() && why.empty())
            why = proposal.detail.empty() ? std::string(name(proposal.verdict)) : proposal.detail;
        AZR_CHECK(m_loop.tell(TaskProposed{proposal, proposal.valid()}));
        if (proposal.valid()) AZR_CHECK(m_admission.admit(proposal.task, m_loop.random("eviction")));
    }
    if (m_kept.buffer(tasks.front().kind).size() == 0)
        return fail(ErrorCode::Internal, "the identity task, the first of every run, was refused: " + why, "seeding",
                    "choose a prompt.wrapper that the model has words for such as nano for the built-in one; "
                    "azr-studio doctor tests the sandbox");
    if (refused == 0) return {};
    return m_loop.tell(
        AlertRaised{0, "info", "seeds_refused",
                    fmt::format("{} of {} imported tasks were refused, each with its reason", refused, tasks.size())});
}

Status Seeding::strip(Proposal& proposal) {
    const auto rules = selfplay::seedRules(play());
    if (!rules.any()) return {};
    const Task claimed = proposal.task;
    Control own;  // a parked loop takes seeds, too; the limits of the sandbox bound the wait
    AZR_CHECK(m_loop.verifier.settle(m_loop.verifier.validate(claimed, rules), proposal, own));
    AZR_CHECK(m_admission.rejectUnaskable({&proposal, 1}));
    if (proposal.valid()) AZR_CHECK(settleClaims(proposal, gradeClaims(proposal, claimed), own));
    if (proposal.valid()) return {};
    return fail(ErrorCode::InvalidArgument,
                fmt::format("the seed is not valid: {}",
                            proposal.detail.empty() ? name(proposal.verdict) : std::string_view(proposal.detail)));
}

std::vector<selfplay::PendingGrades> Seeding::gradeClaims(const Proposal& proposal, const Task& claimed) const {
    const bool pairs = selfplay::hasPairs(claimed.kind);
    const std::size_t claims = pairs ? claimed.pairs.size() : 1;
    std::vector<selfplay::PendingGrades> graded;
    for (std::size_t i = 0; i < claims; ++i) {
        Task single;
        if (selfplay::namesError(claimed.kind)) single.kind = claimed.kind;
        single.output = pairs ? proposal.task.pairs[i].output : proposal.task.output;
        graded.push_back(m_loop.verifier.grade(single, {pairs ? claimed.pairs[i].output : claimed.output}));
    }
    return graded;
}

Status Seeding::settleClaims(Proposal& proposal, std::vector<selfplay::PendingGrades> graded, Control& control) {
    for (selfplay::PendingGrades& one : graded) {
        AZR_TRY(const auto grades, m_loop.verifier.settle(std::move(one), control));
        if (grades.front().verdict == execution::Verdict::Ok) continue;
        proposal.verdict = execution::Verdict::Rejected;
        proposal.reason = selfplay::kClaimedOutput;
        proposal.detail =
            fmt::format("the output in the file is {}: {}", name(grades.front().verdict), grades.front().detail);
        return {};
    }
    return {};
}

int Seeding::rounds() const {
    return std::accumulate(m_kept.seedRounds.begin(), m_kept.seedRounds.end(), 0);
}

Status Seeding::fill(TaskKind kind) {
    const auto target = seedTarget(play());
    int& own = m_kept.seedRounds[kind];
    while (!m_finishing && seedsHeld(kind) < std::min(target, m_kept.buffer(kind).capacity())) {
        if (own >= play().seedRounds)
            return fail(ErrorCode::Exhausted,
                        fmt::format("after {} rounds the {} buffer holds {} of {} tasks", own, name(kind),
                                    seedsHeld(kind), target),
                        "seeding", "the model writes too few valid tasks: import seeds, or raise selfplay.seed_rounds");
        m_loop.round = rounds() + 1;
        AZR_CHECK(m_loop.goTo(Phase::Seeding));
        AZR_CHECK(m_loop.parts.control.checkpoint());
        AZR_CHECK(m_betweenRounds());
        ++own;
        AZR_CHECK(round(kind));
        AZR_CHECK(m_loop.tell(PhaseProgress{0, Phase::Seeding, static_cast<std::int64_t>(seedsHeld(kind)),
                                            static_cast<std::int64_t>(target)}));
    }
    return {};
}

Status Seeding::round(TaskKind kind) {
    const auto number = static_cast<std::uint64_t>(m_kept.seedRounds[kind]);
    const auto target = seedTarget(play());
    const Rng rng = m_loop.random("seeding").split(name(kind)).split(number);
    const selfplay::Progress quiet = [](std::size_t, std::size_t) -> Status { return {}; };
    // With one set of seeds the two kinds take turns in writing it.
    const auto twin = selfplay::traitsOf(kind).twin;
    const bool shared = selfplay::sharesSeeds(kind, play());
    const TaskKind writer = shared && number % 2 == 0 ? *twin : kind;
    AZR_CHECK(m_loop.goTo(Phase::Propose));
    AZR_TRY(auto jobs, m_jobs.proposeJobs(writer, play().proposalsPerKind, rng));
    selfplay::ProposalRound proposing(m_loop.prompter, m_loop.verifier, std::move(jobs), play().keepMisformatted);
    const std::uint64_t sampling = mixSeed(mixSeed(m_loop.config.seed, name(kind)), number);
    AZR_CHECK(proposing.sample(mixSeed(sampling, "seeding"), m_loop.parts.control, quiet));
    AZR_CHECK(m_loop.goTo(Phase::Validate));
    AZR_TRY(auto proposals, proposing.validate(m_loop.parts.control, quiet));
    AZR_CHECK(m_loop.goTo(Phase::Judge));
    AZR_CHECK(m_admission.judge(proposals, rng.split("coin flips")));
    AZR_CHECK(m_loop.goTo(Phase::Update));
    for (Proposal& proposal : proposals) {
        const bool enters = admissible(proposal, play()) && m_kept.buffer(writer).size() < target;
        AZR_CHECK(m_loop.tell(TaskProposed{proposal, enters}));
        if (!enters) continue;
        AZR_CHECK(admit(proposal));
        // The rules are asked about each by itself: one of them may be met by tasks of one kind alone.
        if (shared) AZR_CHECK(admitTwin(proposal, target));
    }
    return {};
}

Status Seeding::admit(Proposal& proposal) {
    AZR_TRY(const bool out, m_rules.keepsOut(proposal));
    return out ? Status{} : m_admission.admit(proposal.task, m_loop.random("eviction"));
}

std::size_t Seeding::seedsHeld(TaskKind kind) const {
    const std::size_t own = m_kept.buffer(kind).size();
    return selfplay::sharesSeeds(kind, play()) ? std::min(own, m_kept.buffer(*selfplay::traitsOf(kind).twin).size())
                                               : own;
}

Status Seeding::admitTwin(const Proposal& proposal, std::size_t target) {
    Proposal twin;
    twin.task = proposal.task;
    twin.task.kind = *selfplay::traitsOf(proposal.task.kind).twin;
    twin.task.pinned = false;
    if (m_kept.buffer(twin.task.kind).size() >= target) return {};  // the other kind lost one of its own, to a veto
    twin.task.id = m_kept.newTask();
    twin.sample.stream = {Role::Propose, twin.task.kind};
    twin.sample.wellFormed = true;
    twin.verdict = proposal.verdict;
    m_admission.measure(twin.task);
    AZR_CHECK(m_loop.tell(TaskProposed{twin, true}));
    return admit(twin);
}

}  // namespace azr::training
