/// Rewards (paper equations 4, 5 and 6) and the labelled departures from them. Pure functions.
#pragma once

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

/// Eq. 4: 0 when the task is never or always solved (s in {0, 1}), else 1 - s; with the departure s_times_one_minus_s,
/// 4 s (1 - s). `s` is the mean success of the n rollouts.
[[nodiscard]] double learnabilityReward(double s, const config::RewardConfig& config);

/// Eq. 5, before the composite: 1 when solved, else 0. Induction by mode: binary = every hidden pair, accuracy = their
/// share, any = at least one.
[[nodiscard]] double solverScore(TaskKind kind, bool solved, double share, const config::RewardConfig& config);

/// Eq. 6: `r` when well formed and r > 0; the wrong penalty when well formed but r is 0 (for a proposer this depends on
/// zeroLearnability); the format penalty when the format is broken or, for a proposer, the task invalid.
[[nodiscard]] double compositeReward(Role role, bool wellFormed, double r, const config::RewardConfig& config);

/// min(1, noveltyCount / signatureCount); 1 when off or unseen.
[[nodiscard]] double noveltyFactor(int signatureCount, const config::RewardConfig& config);

/// The weighted intrinsic extras that are switched on, joined with `r`:
/// sum: r + all; multiply: r x all; sum_multiply: r x (their sum); multiply_sum: r + (their product).
[[nodiscard]] double withIntrinsic(double r, const Measures& measures, const config::RewardConfig& config);

/// r of a valid proposal of which the rollouts are known: learnability, intrinsic extras, novelty (not for induction,
/// whose program the proposer did not choose).
[[nodiscard]] double proposerScore(TaskKind kind, double s, const Measures& measures,
                                   const config::RewardConfig& config);

}  // namespace azr::selfplay
