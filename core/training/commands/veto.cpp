#include "core/training/commands/veto.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/training/scoring.h"
#include "core/training/task_selection.h"

namespace azr::training {
namespace {

using selfplay::Task;

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
    VetoOutcome outcome;
    for (selfplay::Buffer& own : buffers) {
        const Task* found = own.find(task);
        if (found == nullptr) continue;
        outcome.taken = Withdrawn{*found, true, own.placeOf(task), 0};
        outcome.left = own.kind();
        own.remove(task);
    }
    const selfplay::Proposal* const fresh = work == nullptr ? nullptr : proposed(task, *work, config);
    if (!outcome.left && fresh == nullptr) {
        outcome.answer =
            fail(ErrorCode::NotFound, "the task is in no buffer and in no batch: it was refused, evicted or vetoed");
        return outcome;
    }
    const bool inBatch = fresh != nullptr || (work != nullptr && attempted(task, *work));
    if (work != nullptr) work->vetoed.insert(task.value);
    const bool earlier =
        outcome.taken && outcome.taken->task.step > 0 && outcome.taken->task.origin == selfplay::Origin::Model;
    if (!outcome.left && fresh != nullptr) {
        if (enters(*fresh, *work, config)) outcome.left = fresh->task.kind;
        outcome.taken = Withdrawn{fresh->task, false, 0, 0};
    }
    if (earlier)
        outcome.answer = fail(ErrorCode::Conflict,
                              fmt::format("already trained in step {}; it left its buffer, but cannot be untrained",
                                          outcome.taken->task.step));
    else if (inBatch && trained)
        outcome.answer = fail(ErrorCode::Conflict,
                              fmt::format("step {} is being trained on it; it will not enter its buffer", work->step));
    else if (inBatch)
        outcome.answer = fmt::format("dropped from the batch of step {}", work->step);
    else
        outcome.answer = std::string("dropped from its buffer");
    return outcome;
}

}  // namespace azr::training
