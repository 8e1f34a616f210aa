/// The stages of one step, in the paper's order. Each takes the step's work, adds its part, and tells what it did.
/// Trainer thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/selfplay/rounds/solver.h"
#include "core/training/checkpoints/kept_state.h"
#include "core/training/loop_context.h"
#include "core/training/step_work.h"

namespace azr::training {

/// What a step proposes and solves, and what becomes of its tasks.
class StepTasks {
  public:
    virtual ~StepTasks() = default;
    /// `count` proposals of a kind: their prompts, with references drawn from the buffers.
    [[nodiscard]] virtual std::vector<selfplay::ProposeJob> proposeJobs(selfplay::TaskKind kind, int count,
                                                                        const Rng& rng) const = 0;
    /// The attempts of a step, at its new tasks and at buffered ones; where solve rates are filtered, the rollouts
    /// alone.
    [[nodiscard]] virtual std::vector<selfplay::SolveJob> solveJobs(const StepWork& work) const = 0;
    /// Then the attempts at what passed; the rollouts that train are marked in `work`.
    [[nodiscard]] virtual std::vector<selfplay::SolveJob> solveJobsOfPassed(StepWork& work) const = 0;
    /// Gives ids to proposals, and to the valid ones their measures.
    virtual Status judge(std::vector<selfplay::Proposal>& proposals, const Rng& rng) = 0;
    /// The task enters its buffer, and maybe another one leaves it.
    virtual Status admit(const selfplay::Task& task, const Rng& rng) = 0;
};

class Stages {
  public:
    Stages(LoopContext& loop, KeptState& kept, StepTasks& tasks) : m_loop(loop), m_kept(kept), m_tasks(tasks) {}

    Status propose(StepWork& work);
    Status validate(StepWork& work);
    /// Estimates learnability and solves: rollouts and training attempts decode together.
    Status attempt(StepWork& work);
    /// Rewards and advantages, told.
    Status score(StepWork& work);
    Status update(StepWork& work);
    Status store(StepWork& work);
    /// The step's metrics and the alerts of the guard.
    Status measure(const StepWork& work);

  private:
    /// Samples and grades; its verification belongs to the phase `verifying`.
    Status solve(StepWork& work, std::vector<selfplay::SolveJob> jobs, std::string_view purpose, Phase verifying);

    LoopContext& m_loop;
    KeptState& m_kept;
    StepTasks& m_tasks;
};

}  // namespace azr::training
