/// What the samples of a step earned: the tasks' success over their rollouts, rewards (paper equations 4 to 6) and
/// advantages (equation 8). Pure, so that a stored step can be scored again.
#pragma once

#include "core/config/run_config.h"
#include "core/training/step_work.h"

namespace azr::training {

/// Whether a proposal is solved and enters its buffer: valid, and neither a near-duplicate nor a coin flip where the
/// configuration bars those.
[[nodiscard]] bool admissible(const selfplay::Proposal& proposal, const config::SelfPlayConfig& config);

/// The solve rates of the proposals' tasks, from the rollouts among the attempts.
void noteSolveRates(StepWork& work);

/// Fills learnability, rewards, masks and advantages of all proposals and attempts. Read are verdicts, scores, measures
/// and the masks of lost samples (infra_error); samples of vetoed tasks are masked here.
void scoreStep(StepWork& work, const config::RunConfig& config);

}  // namespace azr::training
