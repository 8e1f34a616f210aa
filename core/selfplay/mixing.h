/// Which tasks a step's solvers train on: this step's new ones, buffered ones, or a mixture. Pure but for the Rng.
#pragma once

#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/config/algorithm_choices.h"
#include "core/selfplay/buffer.h"

namespace azr::selfplay {

using Mixing = config::Mixing;

/// Indices into the new tasks and into the buffer; together at most `wanted`, without repetition.
struct Mixture {
    std::vector<std::size_t> fresh, buffered;
};
/// Of the buffer, those made in the last `pastSteps` steps before `step`, in its order; all of it where that is 0, or
/// where none is so young.
[[nodiscard]] std::vector<std::size_t> recentOf(const Buffer& buffer, int pastSteps, int step);
/// `step` is the current one; of the buffer, what recentOf() tells takes part. The buffer does not hold the new tasks
/// yet. `newSteps` above 1: max_new and half_new take those of the buffer that were made less than so many steps ago
/// for new ones too.
[[nodiscard]] Mixture mix(Mixing mixing, std::span<const Task* const> fresh, const Buffer& buffer, std::size_t wanted,
                          int step, Rng& rng, int pastSteps = 0, int newSteps = 1);

}  // namespace azr::selfplay
