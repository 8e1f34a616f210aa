/// What a step asks of the policy: the selection's choices as prompts to propose and to solve. Reads the state of the
/// loop and changes none of it. Trainer thread.
#pragma once

#include <span>
#include <vector>

#include "core/selfplay/rounds/solver.h"
#include "core/training/checkpoints/kept_state.h"
#include "core/training/loop_context.h"
#include "core/training/step_work.h"
#include "core/training/task_selection.h"

namespace azr::training {

class StepJobs {
  public:
    StepJobs(const LoopContext& loop, const KeptState& kept) : m_loop(loop), m_kept(kept) {}

    /// `count` proposals of a kind: their prompts, with references drawn from the buffers. Fewer where there is nothing
    /// to choose from, or where a program is too long to be shown. Fails, as the others do, when prompts cannot be
    /// rendered whatever they say.
    [[nodiscard]] Result<std::vector<selfplay::ProposeJob>> proposeJobs(selfplay::TaskKind kind, int count,
                                                                        const Rng& rng) const;
    /// The attempts of a step, at its new tasks and at buffered ones; where solve rates are filtered, the rollouts
    /// alone.
    [[nodiscard]] Result<std::vector<selfplay::SolveJob>> solveJobs(const StepWork& work) const;
    /// Then the attempts at what passed; the rollouts that train are marked in `work`.
    [[nodiscard]] Result<std::vector<selfplay::SolveJob>> solveJobsOfPassed(StepWork& work) const;

  private:
    [[nodiscard]] TaskSelection selection() const { return {m_loop.config, m_kept.buffers, m_loop.current}; }
    /// Of this step and the kind, those that may enter their buffer.
    [[nodiscard]] std::vector<const selfplay::Task*> freshTasks(const StepWork& work, selfplay::TaskKind kind) const;
    [[nodiscard]] Result<std::vector<selfplay::SolveJob>> questions(std::span<const SolveChoice> choices) const;

    const LoopContext& m_loop;
    const KeptState& m_kept;
};

}  // namespace azr::training
