/// Rewards (paper equations 4, 5 and 6) and the labelled departures from them. Pure functions.
#pragma once

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

/// Eq. 4: 0 when the task is never or always solved (s in {0, 1}), else 1 - s; the departure s_times_one_minus_s gives
/// 4 s (1 - s), and `inverse` 1 - s for every s. `s` is the mean score of the n rollouts.
[[nodiscard]] double learnabilityReward(double s, const config::RewardConfig& config);

/// Eq. 5, before the composite: 1 when solved, else 0. Induction by mode: binary = every hidden pair, accuracy = their
/// share, any = at least one.
[[nodiscard]] double solverScore(TaskKind kind, bool solved, double share, const config::RewardConfig& config);

/// Eq. 6: `r` when well formed and r > 0; the wrong penalty when well formed but r is 0 (for a proposer this depends on
/// zeroLearnability); the format penalty when the format is broken or, for a proposer, the task invalid.
[[nodiscard]] double compositeReward(Role role, bool wellFormed, double r, const config::RewardConfig& config);

/// min(1, noveltyCount / signatureCount); 1 when off or unseen.
[[nodiscard]] double noveltyFactor(int signatureCount, const config::RewardConfig& config);

/// A positive r joined with the intrinsic extras that have a weight, each min(weight x measure, max); r itself where it
/// is 0 or there are none. sum: r + all; multiply: r x all; sum_multiply: r + their product; multiply_sum: r x their
/// sum. Deduction and error: complexity / 15, distance, Halstead, rarity of the output; abduction: the same with the
/// input's rarity; induction: rarity of its inputs and of its outputs. Source: the reference's reward manager.
[[nodiscard]] double withIntrinsic(double r, TaskKind kind, const Measures& measures,
                                   const config::RewardConfig& config);

/// r of a valid proposal of which the rollouts are known: learnability, intrinsic extras, novelty (not for induction,
/// whose program the proposer did not choose).
[[nodiscard]] double proposerScore(TaskKind kind, double s, const Measures& measures,
                                   const config::RewardConfig& config);

/// Eq. 6 of a proposal: its score where learnability is positive, however small the extras make it; else as
/// compositeReward() gives for r = 0.
[[nodiscard]] double proposerReward(bool valid, double learnReward, double score, const config::RewardConfig& config);

}  // namespace azr::selfplay
