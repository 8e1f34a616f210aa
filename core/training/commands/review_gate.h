/// The review gate (selfplay.review_share): some valid proposals wait for a person outside of the buffers, until they
/// are admitted or vetoed, or the default decides (review_timeout, review_default). Trainer thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/training/checkpoints/kept_state.h"
#include "core/training/loop_context.h"
#include "core/training/task_admission.h"

namespace azr::training {

/// The answer for who puts a task back to where it waited, or had waited.
constexpr std::string_view kWaitsAgain = "it waits for a decision again";

class ReviewGate {
  public:
    ReviewGate(LoopContext& loop, KeptState& kept, TaskAdmission& admission)
        : m_loop(loop), m_kept(kept), m_admission(admission) {}

    /// Whether the task is one that waits: a pure function of the run's seed, the task's number and the settings.
    [[nodiscard]] bool holdsBack(const selfplay::Task& task) const;
    /// From now on it waits; told.
    Status hold(const selfplay::Task& task);
    /// The end of a step: what has waited for too long is decided.
    Status decideOverdue();
    /// A run that goes on: which tasks wait is told again.
    Status tellWaiting();

    [[nodiscard]] bool waits(TaskId task) { return m_kept.waiting.find(task) != nullptr; }
    /// It enters its buffer. NotFound: it does not wait.
    Result<std::string> admit(TaskId task);
    /// Where it waits it will not enter its buffer, but may be put back to wait; `rule`: that asked for it, or 0.
    Status takeOut(TaskId task, const std::string& reason, std::int64_t rule);

  private:
    LoopContext& m_loop;
    KeptState& m_kept;
    TaskAdmission& m_admission;
};

}  // namespace azr::training
