/// What the rules of a run do: to the proposals of a step before they are scored, to those that fill the buffers before
/// the first step, and, when a rule is made or changed, to what the buffers hold. Trainer thread.
#pragma once

#include <functional>

#include "core/training/checkpoints/kept_state.h"
#include "core/training/loop_context.h"
#include "core/training/step_work.h"

namespace azr::training {

class RuleKeeping {
  public:
    RuleKeeping(LoopContext& loop, KeptState& kept) : m_loop(loop), m_kept(kept) {}

    /// At the second command point: the valid proposals of the step, whose solve rates are known by now.
    Status judge(StepWork& work);
    /// By one rule alone, which was made or changed when the batch was made already: nothing is in a buffer yet.
    Status judge(LiveRule& rule, StepWork& work);
    /// While buffers are seeded: whether a rule keeps the proposal out. It may be pinned or tagged meanwhile.
    Result<bool> keepsOut(selfplay::Proposal& proposal);
    /// The tasks in the buffers that meet the rule. `take` takes one out. `work`: of the step under way, or null.
    Status sweep(LiveRule& rule, StepWork* work, const std::function<Status(TaskId)>& take);
    /// Takes those of the rule's pins and tags away for which `goes` holds, but for what another rule marked as well;
    /// what it took out is the caller's to put back.
    Status release(LiveRule& rule, StepWork* work, const std::function<bool(const RuleMark&)>& goes);

    /// Wherever the loop keeps the task: in a buffer, in the step under way, waiting or taken out. Nothing is told.
    void setPinned(TaskId task, bool pinned, StepWork* work);
    /// Null where the loop keeps it no more.
    [[nodiscard]] const selfplay::Task* find(TaskId task, const StepWork* work);
    /// Somebody must be left to go when a buffer is full. `work`: of the step under way, or null.
    [[nodiscard]] bool mayPin(selfplay::TaskKind kind, const StepWork* work) const;

  private:
    /// True: a rule takes the new task out, and no later rule is asked.
    Result<bool> meetAny(selfplay::Task& task, StepWork* work);
    Result<bool> meet(LiveRule& rule, const selfplay::TaskFacts& facts, selfplay::Task& task, StepWork* work);
    Status mark(LiveRule& rule, selfplay::Task& task, const StepWork* work);
    Status tellMet(const LiveRule& rule, TaskId task);

    LoopContext& m_loop;
    KeptState& m_kept;
};

/// The reason of a veto by a rule.
[[nodiscard]] std::string ruleReason(std::int64_t rule);

}  // namespace azr::training
