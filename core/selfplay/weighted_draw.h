/// Draws without replacement where some entries are likelier than others. Pure but for the Rng.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/rng.h"

namespace azr::selfplay {

/// min(wanted, size) different indices, the first drawn first; each draw takes an entry with a probability in
/// proportion to its weight among those left. Weights are above 0.
[[nodiscard]] std::vector<std::size_t> weightedDraw(std::span<const double> weights, std::size_t wanted, Rng& rng);

}  // namespace azr::selfplay
