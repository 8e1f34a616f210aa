/// From scored samples to what the learner trains on: tokens, masks, advantages. Pure functions.
#pragma once

#include <span>
#include <vector>

#include "core/config/run_config.h"
#include "core/policy/learner.h"
#include "core/selfplay/rewards/advantage.h"
#include "core/selfplay/task.h"

namespace azr::training {

/// Equation 8 over a whole step: fills Sample::advantage of every proposal and every attempt that trains, and
/// Proposal::taskClass. Masked samples, and attempts that are only measured, neither get an advantage nor shift anybody
/// else's. Returns what each stream was whitened with.
std::vector<selfplay::StreamMoments> giveAdvantages(std::span<selfplay::Proposal> proposals,
                                                    std::span<selfplay::Attempt> attempts,
                                                    const config::AdvantageConfig& config);

/// The sequences of the update. Left out: masked, not trained, empty, and (solver baseline `task`) attempts at tasks
/// whose rewards do not differ. In the order of proposals, then attempts; for several mini-batches kind by kind as the
/// reference concatenates its batch (abduction, deduction, error, induction; proposals, then attempts), or that order
/// dealt out to the mini-batches in turn.
[[nodiscard]] std::vector<policy::Sequence> makeBatch(std::span<const selfplay::Proposal> proposals,
                                                      std::span<const selfplay::Attempt> attempts,
                                                      const config::RunConfig& config);

[[nodiscard]] policy::LossOptions lossOptions(const config::LossConfig& config);
/// At the learning rate of training step `step`, for all its optimiser steps.
[[nodiscard]] policy::OptimizerOptions optimizerOptions(const config::OptimizerConfig& config, int step);

}  // namespace azr::training
