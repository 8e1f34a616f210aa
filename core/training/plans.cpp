/// What a step proposes and solves: references and programs drawn from the buffers, tasks described and admitted.
#include <algorithm>
#include <span>
#include <utility>

#include "core/selfplay/code_similarity.h"
#include "core/selfplay/intrinsic.h"
#include "core/telemetry/meters.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Buffer;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

constexpr TaskKind kProgramKinds[] = {TaskKind::Deduction, TaskKind::Abduction};

std::vector<const Task*> drawn(const Buffer& buffer, int count, Rng& rng) {
    std::vector<const Task*> tasks;
    for (const std::size_t index : buffer.draw(static_cast<std::size_t>(std::max(0, count)), rng))
        tasks.push_back(&buffer.at(index));
    return tasks;
}

/// Small models imitate the length of their shots, and short ones make valid tasks: of three times as many drawn tasks
/// the shortest, in the order of the draw.
std::vector<const Task*> shortShots(const Buffer& buffer, int count, Rng& rng) {
    std::vector<const Task*> tasks = drawn(buffer, 3 * count, rng);
    const auto size = [](const Task* task) {
        std::size_t sum = task->program.size() + task->input.size();
        for (const auto& pair : task->pairs) sum += pair.input.size();
        return sum;
    };
    while (tasks.size() > static_cast<std::size_t>(std::max(0, count)))
        tasks.erase(std::ranges::max_element(tasks, {}, size));
    return tasks;
}

/// The programs that induction proposers write inputs for: different ones as far as they last, then any again.
/// `worn` says which programs were used of late; they are taken only when the others do not suffice.
template <class Worn>
std::vector<const Task*> subjects(std::span<const Buffer> buffers, std::size_t count, const Worn& worn, Rng& rng) {
    std::vector<const Task*> fresh, used;
    for (const TaskKind kind : kProgramKinds) {
        const Buffer& buffer = buffers[static_cast<std::size_t>(kind)];
        for (std::size_t i = 0; i < buffer.size(); ++i) (worn(buffer.at(i)) ? used : fresh).push_back(&buffer.at(i));
    }
    rng.shuffle(std::span(fresh));
    rng.shuffle(std::span(used));
    fresh.insert(fresh.end(), used.begin(), used.end());
    if (fresh.empty()) return {};
    std::vector<const Task*> chosen;
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(fresh[i % fresh.size()]);
    return chosen;
}

struct Likeness {
    double distance = 0, similarity = 0;
};

/// Of a task to those of its references that are still in a buffer, on average.
Likeness likeness(const Task& task, std::span<const Buffer> buffers) {
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

std::vector<selfplay::ProposalPlan> Trainer::State::plans(TaskKind kind, int count, Rng rng) const {
    std::vector<selfplay::ProposalPlan> result;
    std::vector<const Task*> programs;
    if (kind == TaskKind::Induction) {
        const auto& recent = novelty[static_cast<std::size_t>(kind)];
        const bool avoid = config.selfplay.skipDuplicates;
        Rng draw = rng.split("subjects");
        programs = subjects(
            buffers, static_cast<std::size_t>(count),
            [&](const Task& task) { return avoid && recent.holdsShape(task.measured.shape); }, draw);
        if (programs.empty()) return result;
    }
    const bool fewShot = parts.wrapper.style == selfplay::WrapperStyle::FewShot;
    const auto references = [&](Rng own) -> std::vector<const Task*> {
        if (kind == TaskKind::Induction && !fewShot) return {};
        const int shots = config.selfplay.references;
        return fewShot && config.selfplay.sharedReferences ? shortShots(buffer(kind), shots, own)
                                                           : drawn(buffer(kind), shots, own);
    };
    const std::vector<const Task*> shared =
        config.selfplay.sharedReferences ? references(rng.split("references")) : std::vector<const Task*>{};
    for (int i = 0; i < count; ++i) {
        selfplay::PromptRequest request;
        request.stream = {Role::Propose, kind};
        request.references =
            config.selfplay.sharedReferences ? shared : references(rng.split(static_cast<std::uint64_t>(i)));
        if (!programs.empty()) request.subject = programs[static_cast<std::size_t>(i)];
        auto question = asker.prepare(request);
        if (!question) continue;  // a program too long to be shown proposes nothing
        selfplay::ProposalPlan plan;
        plan.draft.kind = kind;
        plan.draft.step = current;
        plan.draft.references = question->references;
        if (request.subject != nullptr) {
            plan.draft.program = request.subject->program;
            plan.draft.imports = request.subject->imports;
            plan.draft.references = {request.subject->id};
        }
        plan.question = std::move(*question);
        result.push_back(std::move(plan));
    }
    return result;
}

void Trainer::State::measureTask(Task& task) {
    selfplay::NoveltyWindow& recent = window(task.kind);
    task.measures.nearDuplicate = recent.nearDuplicate(task.measured);
    task.measures.signatureCount = recent.signatureCount(task.measured.signature);
    const Likeness references = likeness(task, buffers);
    task.measures.distance = references.distance;
    task.measures.similarity = references.similarity;
    recent.add(task.measured);
    if (task.kind != TaskKind::Induction) {
        const Buffer& own = buffer(task.kind);
        task.measures.diversity = 1.0 - own.outputShare(task.output);
        task.measures.inputDiversity = 1.0 - own.inputShare(task.input);
        return;
    }
    // As the reference: against the inputs that abduction asks for and the outputs that deduction does.
    double outputs = 0, inputs = 0;
    for (const selfplay::Pair& pair : task.pairs) {
        outputs += buffer(TaskKind::Deduction).outputShare(pair.output);
        inputs += buffer(TaskKind::Abduction).inputShare(pair.input);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, task.pairs.size()));
    task.measures.diversity = 1.0 - outputs / count;
    task.measures.inputDiversity = 1.0 - inputs / count;
}

Status Trainer::State::judge(std::vector<Proposal>& proposals, const Rng& rng) {
    std::vector<Task*> valid;
    std::vector<const Task*> judged;
    for (Proposal& proposal : proposals) {
        proposal.task.id = newTask();
        if (!proposal.valid()) continue;
        const auto question = asker.prepare({{Role::Solve, proposal.task.kind}, {}, &proposal.task, 0});
        if (!question) {
            proposal.verdict = execution::Verdict::Rejected;
            proposal.reason = selfplay::kTooLongToAsk;
            proposal.detail = question.error().detail;
            continue;
        }
        measureTask(proposal.task);
        valid.push_back(&proposal.task);
        judged.push_back(&proposal.task);
    }
    AZR_TRY(const auto flips, verifier.coinFlips(judged, rng, parts.control));
    for (std::size_t i = 0; i < valid.size(); ++i) valid[i]->measures.coinFlip = flips[i];
    return {};
}

Status Trainer::State::admit(const Task& task, const Rng& rng) {
    Buffer& own = buffer(task.kind);
    Rng draw = rng.split(static_cast<std::uint64_t>(task.id.value));
    const auto evicted = own.add(task, draw);
    const auto size = static_cast<std::int64_t>(own.size());
    AZR_CHECK(tell(BufferChanged{current, task.kind, task.id, BufferAction::Add, "", size}));
    if (!evicted) return {};
    return tell(BufferChanged{current, task.kind, *evicted, BufferAction::Evict,
                              std::string(name(config.buffer.eviction)), size});
}

std::vector<selfplay::SolveJob> Trainer::State::jobs(const StepWork& stepWork) const {
    const bool rollouts = config.selfplay.trainOnRollouts;
    std::vector<selfplay::SolveJob> result;
    const selfplay::DrawRule training = asker.drawRule();
    const selfplay::DrawRule estimating =
        config.sampling.shapeRollouts ? selfplay::DrawRule{1.0, training.topP, training.topK} : selfplay::DrawRule{};
    const auto add = [&](const Task& task, int count, selfplay::AttemptUse use, bool trained) {
        auto question = asker.prepare({{Role::Solve, task.kind}, {}, &task, 0});
        const auto& rule = use == selfplay::AttemptUse::Rollout ? estimating : training;
        if (question) result.push_back({task, std::move(*question), count, use, trained, rule});
    };
    using Use = selfplay::AttemptUse;
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        if (!enabled(kind)) continue;
        std::vector<const Task*> fresh;
        for (const Proposal& proposal : stepWork.proposals)
            if (proposal.task.kind == kind && admissible(proposal) && !stepWork.vetoed.contains(proposal.task.id.value))
                fresh.push_back(&proposal.task);
        Rng rng = random("mixing").split(name(kind));
        const selfplay::Mixture mixture =
            selfplay::mix(config.selfplay.mixing, fresh, buffer(kind),
                          static_cast<std::size_t>(config.selfplay.solvesPerKind), current, rng);
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            const bool chosen = std::binary_search(mixture.fresh.begin(), mixture.fresh.end(), i);
            add(*fresh[i], config.selfplay.rollouts, Use::Rollout, rollouts && chosen);
            if (!rollouts && chosen) add(*fresh[i], 1, Use::Train, true);
        }
        for (const std::size_t index : mixture.buffered)
            add(buffer(kind).at(index), rollouts ? config.selfplay.rollouts : 1, Use::Train, true);
    }
    return result;
}

}  // namespace azr::training
