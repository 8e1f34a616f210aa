/// The stages of one step, in the paper's order. Each takes the step's work, adds its part, and tells what it did.
/// Trainer thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/training/commands/review_gate.h"
#include "core/training/step_jobs.h"
#include "core/training/task_admission.h"

namespace azr::training {

class Stages {
  public:
    Stages(LoopContext& loop, KeptState& kept, const StepJobs& jobs, TaskAdmission& admission, ReviewGate& review)
        : m_loop(loop), m_kept(kept), m_jobs(jobs), m_admission(admission), m_review(review) {}

    Status propose(StepWork& work);
    /// Measures what is valid, looks for coin flips, and tells the proposals.
    Status judge(StepWork& work);
    /// Estimates learnability and solves: rollouts and training attempts decode together.
    Status attempt(StepWork& work);
    /// Rewards and advantages, told.
    Status score(StepWork& work);
    Status update(StepWork& work);
    Status store(StepWork& work);
    /// The step's metrics and the alerts of the guard, once it was stored.
    Status measure(const StepWork& work);

  private:
    /// Samples and grades; its verification belongs to the phase `verifying`.
    Status solve(StepWork& work, std::vector<selfplay::SolveJob> jobs, std::string_view purpose, Phase verifying);

    LoopContext& m_loop;
    KeptState& m_kept;
    const StepJobs& m_jobs;
    TaskAdmission& m_admission;
    ReviewGate& m_review;
};

}  // namespace azr::training
