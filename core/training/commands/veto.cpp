#include "core/training/commands/veto.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/training/scoring.h"
#include "core/training/task_selection.h"

namespace azr::training {
namespace {

using selfplay::Task;
using selfplay::TaskKind;

/// The proposal of the step, where it has rollouts.
const selfplay::Proposal* proposed(TaskId task, const StepWork& work, const config::SelfPlayConfig& config) {
    if (work.vetoed.contains(task.value)) return nullptr;
    for (const selfplay::Proposal& proposal : work.proposals)
        if (proposal.task.id == task && admissible(proposal, config)) return &proposal;
    return nullptr;
}

/// Whether it would enter its buffer, as far as is known: solve rates may keep it out.
bool enters(const selfplay::Proposal& proposal, const StepWork& work, const config::SelfPlayConfig& config) {
    return !work.rated || passes(config.validFilter, proposal.task.learnability);
}

bool attempted(TaskId task, const StepWork& work) {
    return std::ranges::any_of(work.attempts, [&](const auto& attempt) { return attempt.task == task; });
}

}  // namespace

VetoOutcome veto(TaskId task, selfplay::PerKind<selfplay::Buffer>& buffers, StepWork* work, bool trained,
                 const config::SelfPlayConfig& config) {
    std::optional<TaskKind> left;
    int madeIn = -1;
    auto origin = selfplay::Origin::Model;
    for (selfplay::Buffer& own : buffers) {
        const Task* found = own.find(task);
        if (found == nullptr) continue;
        madeIn = found->step;
        origin = found->origin;
        own.remove(task);
        left = own.kind();
    }
    const selfplay::Proposal* const fresh = work == nullptr ? nullptr : proposed(task, *work, config);
    if (!left && fresh == nullptr)
        return {
            {},
            fail(ErrorCode::NotFound, "the task is in no buffer and in no batch: it was refused, evicted or vetoed")};
    const bool inBatch = fresh != nullptr || (work != nullptr && attempted(task, *work));
    if (work != nullptr) work->vetoed.insert(task.value);
    if (!left && fresh != nullptr && enters(*fresh, *work, config)) left = fresh->task.kind;
    if (madeIn > 0 && origin == selfplay::Origin::Model)
        return {left,
                fail(ErrorCode::Conflict,
                     fmt::format("already trained in step {}; it left its buffer, but cannot be untrained", madeIn))};
    if (inBatch && trained)
        return {left, fail(ErrorCode::Conflict,
                           fmt::format("step {} is being trained on it; it will not enter its buffer", work->step))};
    if (inBatch) return {left, fmt::format("dropped from the batch of step {}", work->step)};
    return {left, std::string("dropped from its buffer")};
}

}  // namespace azr::training
