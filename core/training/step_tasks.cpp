/// What a step proposes and solves, asked of the policy as the selection chose it; what is measured of a valid task,
/// and its way into its buffer.
#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/proposal_rules.h"
#include "core/selfplay/rewards/code_similarity.h"
#include "core/selfplay/rewards/intrinsic.h"
#include "core/telemetry/meters.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Buffer;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

struct Likeness {
    double distance = 0, similarity = 0;
};

/// Of a task to those of its references that are still in a buffer, on average.
Likeness likeness(const Task& task, const selfplay::PerKind<Buffer>& buffers) {
    const auto own = selfplay::shapeNodes(task.measured.shape);
    const auto profile = [](const Task& one) {
        return selfplay::codeProfile(one.program, one.measured.shape, one.measured.arities);
    };
    const auto ownProfile = profile(task);
    telemetry::Summary distance, similarity;
    for (const TaskId id : task.references) {
        const Task* reference = nullptr;
        for (const Buffer& buffer : buffers)
            if ((reference = buffer.find(id)) != nullptr) break;
        if (reference == nullptr) continue;
        distance.add(selfplay::shapeDistance(own, selfplay::shapeNodes(reference->measured.shape)));
        const auto other = profile(*reference);
        // Buffers of older checkpoints do not know their trees.
        if (!other.empty()) similarity.add(selfplay::codeSimilarity(ownProfile, other).mean());
    }
    return {distance.empty() ? 0.0 : distance.mean(), similarity.empty() ? 0.0 : similarity.mean()};
}

}  // namespace

std::vector<selfplay::ProposalPlan> Trainer::State::plans(TaskKind kind, int count, const Rng& rng) const {
    const auto& recent = novelty[kind];
    TaskSelection::Worn worn;
    if (config.selfplay.skipDuplicates)
        worn = [&recent](const Task& task) { return recent.holdsShape(task.measured.shape); };
    auto choices = selection().proposals(kind, count, worn, rng);
    std::vector<selfplay::ProposalPlan> drafts;
    std::vector<selfplay::PromptRequest> requests;
    for (ProposalChoice& choice : choices) {
        selfplay::ProposalPlan& plan = drafts.emplace_back();
        plan.rules = selfplay::programRules(config.selfplay, kind, current == 0, choice.given.size());
        plan.draft.given = selfplay::givenFunctions(choice.given);
        selfplay::PromptRequest& request = requests.emplace_back();
        request.stream = {Role::Propose, kind};
        request.references = std::move(choice.references);
        request.subject = choice.subject;
        request.given = plan.draft.given;
        request.rules = plan.rules;
    }
    auto questions = asker.prepareAll(std::move(requests));
    std::vector<selfplay::ProposalPlan> result;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (!questions[i]) continue;  // a program too long to be shown proposes nothing
        selfplay::ProposalPlan& plan = drafts[i];
        plan.draft.kind = kind;
        plan.draft.step = current;
        plan.draft.references = questions[i]->references;
        if (const Task* const subject = choices[i].subject) {
            plan.draft.program = subject->program;
            plan.draft.imports = subject->imports;
            plan.draft.references = {subject->id};
        }
        plan.question = std::move(*questions[i]);
        result.push_back(std::move(plan));
    }
    return result;
}

std::vector<selfplay::SolveJob> Trainer::State::questions(std::span<const SolveChoice> choices) const {
    const selfplay::DrawRule training = asker.drawRule();
    const selfplay::DrawRule estimating =
        config.sampling.shapeRollouts ? selfplay::DrawRule{1.0, training.topP, training.topK} : selfplay::DrawRule{};
    std::vector<selfplay::PromptRequest> requests;
    for (const SolveChoice& choice : choices)
        requests.push_back({{Role::Solve, choice.task->kind}, {}, choice.task, 0});
    auto prepared = asker.prepareAll(std::move(requests));
    std::vector<selfplay::SolveJob> result;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const SolveChoice& choice = choices[i];
        const auto& rule = choice.use == selfplay::AttemptUse::Rollout ? estimating : training;
        if (prepared[i])
            result.push_back({*choice.task, std::move(*prepared[i]), choice.count, choice.use, choice.trained, rule});
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

std::vector<selfplay::SolveJob> Trainer::State::jobs(const StepWork& stepWork) const {
    const bool filtered = config.selfplay.validFilter != config::ValidFilter::All;
    std::vector<SolveChoice> choices;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!enabled(kind)) continue;
        const auto fresh = freshTasks(stepWork, kind);
        Rng rng = random("mixing").split(name(kind));
        for (const SolveChoice& choice : filtered ? selection().estimates(fresh) : selection().solves(kind, fresh, rng))
            choices.push_back(choice);
    }
    return questions(choices);
}

std::vector<selfplay::SolveJob> Trainer::State::jobsThatPassed(StepWork& stepWork) const {
    std::vector<SolveChoice> choices;
    std::set<std::int64_t> trained;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!enabled(kind)) continue;
        auto passed = freshTasks(stepWork, kind);
        std::erase_if(passed,
                      [&](const Task* task) { return !passes(config.selfplay.validFilter, task->learnability); });
        Rng rng = random("mixing").split(name(kind));
        const FilteredChoice choice = selection().afterEstimate(kind, passed, rng);
        choices.insert(choices.end(), choice.solves.begin(), choice.solves.end());
        for (const Task* task : choice.trained) trained.insert(task->id.value);
    }
    for (selfplay::Attempt& attempt : stepWork.attempts) attempt.sample.trained = trained.contains(attempt.task.value);
    return questions(choices);
}

void Trainer::State::rejectUnaskable(std::span<Proposal> proposals) const {
    std::vector<Task> tasks;
    std::vector<Proposal*> owners;
    for (Proposal& proposal : proposals) {
        if (!proposal.valid()) continue;
        const TaskKind kind = proposal.task.kind;
        tasks.push_back(proposal.task);
        owners.push_back(&proposal);
        if (current != 0 || !sharesSeeds(kind)) continue;
        tasks.push_back(proposal.task);
        tasks.back().kind = *selfplay::traitsOf(kind).twin;
        owners.push_back(&proposal);
    }
    std::vector<selfplay::PromptRequest> requests;
    for (const Task& task : tasks) requests.push_back({{Role::Solve, task.kind}, {}, &task, 0});
    const auto questions = asker.prepareAll(std::move(requests));
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (questions[i] || !owners[i]->valid()) continue;
        owners[i]->verdict = execution::Verdict::Rejected;
        owners[i]->reason = selfplay::kTooLongToAsk;
        owners[i]->detail = questions[i].error().detail;
    }
}

void Trainer::State::measureTask(Task& task) {
    selfplay::NoveltyWindow& recent = window(task.kind);
    task.measures.nearDuplicate = recent.nearDuplicate(task.measured);
    task.measures.signatureCount = recent.signatureCount(task.measured.signature);
    const Likeness references = likeness(task, buffers);
    task.measures.distance = references.distance;
    task.measures.similarity = references.similarity;
    recent.add(task.measured);
    if (!selfplay::hasPairs(task.kind)) {
        const Buffer& own = buffer(task.kind);
        task.measures.diversity = 1.0 - own.outputShare(task.output);
        task.measures.inputDiversity = 1.0 - own.inputShare(task.input);
        return;
    }
    // As the reference: against the inputs that abduction asks for and the outputs that deduction does.
    double outputs = 0, inputs = 0;
    for (const selfplay::Pair& pair : task.pairs) {
        outputs += buffer(selfplay::kindAsking(selfplay::TaskPart::Output)).outputShare(pair.output);
        inputs += buffer(selfplay::kindAsking(selfplay::TaskPart::Input)).inputShare(pair.input);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, task.pairs.size()));
    task.measures.diversity = 1.0 - outputs / count;
    task.measures.inputDiversity = 1.0 - inputs / count;
}

Status Trainer::State::judge(std::vector<Proposal>& proposals, const Rng& rng) {
    std::vector<Task*> valid;
    std::vector<const Task*> judged;
    rejectUnaskable(proposals);
    for (Proposal& proposal : proposals) {
        proposal.task.id = newTask();
        if (!proposal.valid()) continue;
        measureTask(proposal.task);
        valid.push_back(&proposal.task);
        judged.push_back(&proposal.task);
    }
    AZR_TRY(const auto flips, verifier.coinFlips(judged, rng, parts.control));
    AZR_TRY(const auto degenerates, verifier.degenerates(judged, rng.split("degenerate"), parts.control));
    for (std::size_t i = 0; i < valid.size(); ++i) {
        valid[i]->measures.coinFlip = flips[i];
        valid[i]->measures.degenerate = degenerates[i];
    }
    return {};
}

Status Trainer::State::admit(const Task& task, const Rng& rng) {
    Buffer& own = buffer(task.kind);
    Rng draw = rng.split(name(task.kind)).split(own.offered());
    const auto evicted = own.add(task, draw);
    const auto size = static_cast<std::int64_t>(own.size());
    AZR_CHECK(tell(BufferChanged{current, task.kind, task.id, BufferAction::Add, "", size}));
    if (!evicted) return {};
    return tell(BufferChanged{current, task.kind, *evicted, BufferAction::Evict,
                              std::string(name(config.buffer.eviction)), size});
}

}  // namespace azr::training
