#include "core/training/task_admission.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/rewards/code_similarity.h"
#include "core/selfplay/rewards/intrinsic.h"
#include "core/telemetry/meters.h"

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

Status TaskAdmission::rejectUnaskable(std::span<Proposal> proposals) const {
    std::vector<Task> tasks;
    std::vector<Proposal*> owners;
    for (Proposal& proposal : proposals) {
        if (!proposal.valid()) continue;
        const TaskKind kind = proposal.task.kind;
        tasks.push_back(proposal.task);
        owners.push_back(&proposal);
        if (m_loop.current != 0 || !sharesSeeds(kind, m_loop.config.selfplay)) continue;
        tasks.push_back(proposal.task);
        tasks.back().kind = *selfplay::traitsOf(kind).twin;
        owners.push_back(&proposal);
    }
    std::vector<selfplay::PromptRequest> requests;
    for (const Task& task : tasks) requests.push_back({{Role::Solve, task.kind}, {}, &task, 0});
    const auto questions = m_loop.prompter.prepareAll(std::move(requests));
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (questions[i]) continue;
        if (!selfplay::blamesText(questions[i].error())) return tl::make_unexpected(questions[i].error());
        if (!owners[i]->valid()) continue;
        owners[i]->verdict = execution::Verdict::Rejected;
        owners[i]->reason = selfplay::kTooLongToAsk;
        owners[i]->detail = questions[i].error().detail;
    }
    return {};
}

void TaskAdmission::measure(Task& task) {
    selfplay::NoveltyWindow& recent = m_kept.window(task.kind);
    task.measures.nearDuplicate = recent.nearDuplicate(task.measured);
    task.measures.signatureCount = recent.signatureCount(task.measured.signature);
    const Likeness references = likeness(task, m_kept.buffers);
    task.measures.distance = references.distance;
    task.measures.similarity = references.similarity;
    recent.add(task.measured);
    if (!selfplay::hasPairs(task.kind)) {
        const Buffer& own = m_kept.buffer(task.kind);
        task.measures.diversity = 1.0 - own.outputShare(task.output);
        task.measures.inputDiversity = 1.0 - own.inputShare(task.input);
        return;
    }
    // As the reference: against the inputs that abduction asks for and the outputs that deduction does.
    double outputs = 0, inputs = 0;
    for (const selfplay::Pair& pair : task.pairs) {
        outputs += m_kept.buffer(selfplay::kindAsking(selfplay::TaskPart::Output)).outputShare(pair.output);
        inputs += m_kept.buffer(selfplay::kindAsking(selfplay::TaskPart::Input)).inputShare(pair.input);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, task.pairs.size()));
    task.measures.diversity = 1.0 - outputs / count;
    task.measures.inputDiversity = 1.0 - inputs / count;
}

Status TaskAdmission::judge(std::vector<Proposal>& proposals, const Rng& rng) {
    std::vector<Task*> valid;
    std::vector<const Task*> judged;
    AZR_CHECK(rejectUnaskable(proposals));
    for (Proposal& proposal : proposals) {
        proposal.task.id = m_kept.newTask();
        if (!proposal.valid()) continue;
        measure(proposal.task);
        valid.push_back(&proposal.task);
        judged.push_back(&proposal.task);
    }
    AZR_TRY(const auto flips, m_loop.verifier.coinFlips(judged, rng, m_loop.parts.control));
    AZR_TRY(const auto degenerates, m_loop.verifier.degenerates(judged, rng.split("degenerate"), m_loop.parts.control));
    for (std::size_t i = 0; i < valid.size(); ++i) {
        valid[i]->measures.coinFlip = flips[i];
        valid[i]->measures.degenerate = degenerates[i];
    }
    return {};
}

Status TaskAdmission::admit(const Task& task, const Rng& rng, std::string_view reason) {
    Buffer& own = m_kept.buffer(task.kind);
    Rng draw = rng.split(name(task.kind)).split(own.offered());
    const auto evicted = own.add(task, draw);
    return tellAddition(task, std::string(reason), evicted);
}

Status TaskAdmission::putBack(const Task& task, std::size_t place, const Rng& rng) {
    Buffer& own = m_kept.buffer(task.kind);
    Rng draw = rng.split(name(task.kind)).split(own.offered()).split(own.size());
    const auto evicted = own.putBack(task, place, draw);
    return tellAddition(task, std::string(kRestored), evicted);
}

Status TaskAdmission::tellAddition(const Task& task, const std::string& reason, std::optional<TaskId> evicted) {
    const auto size = static_cast<std::int64_t>(m_kept.buffer(task.kind).size());
    AZR_CHECK(m_loop.tell(BufferChanged{m_loop.current, task.kind, task.id, BufferAction::Add, reason, size}));
    if (!evicted) return {};
    return m_loop.tell(BufferChanged{m_loop.current, task.kind, *evicted, BufferAction::Evict,
                                     std::string(name(m_loop.config.buffer.eviction)), size});
}

}  // namespace azr::training
