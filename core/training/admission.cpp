/// Admission: what is measured of a valid task, and its way into its buffer.
#include <algorithm>
#include <span>
#include <utility>

#include "core/selfplay/intrinsic.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Buffer;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

double meanDistance(const Task& task, std::span<const Buffer> buffers) {
    const auto own = selfplay::shapeNodes(task.measured.shape);
    double sum = 0;
    int counted = 0;
    for (const TaskId id : task.references) {
        const Task* reference = nullptr;
        for (const Buffer& buffer : buffers)
            if ((reference = buffer.find(id)) != nullptr) break;
        if (reference == nullptr) continue;
        sum += selfplay::shapeDistance(own, selfplay::shapeNodes(reference->measured.shape));
        ++counted;
    }
    return counted == 0 ? 0.0 : sum / counted;
}

}  // namespace

void Trainer::State::measureTask(Task& task) {
    selfplay::NoveltyWindow& recent = window(task.kind);
    task.measures.nearDuplicate = recent.nearDuplicate(task.measured);
    task.measures.signatureCount = recent.signatureCount(task.measured.signature);
    task.measures.distance = meanDistance(task, buffers);
    recent.add(task.measured);
    const Buffer& own = buffer(task.kind);
    if (task.kind != TaskKind::Induction) {
        task.measures.diversity = 1.0 - own.outputShare(task.output);
        return;
    }
    double outputs = 0, inputs = 0;
    for (const selfplay::Pair& pair : task.pairs) {
        outputs += own.outputShare(pair.output);
        inputs += own.inputShare(pair.input);
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
