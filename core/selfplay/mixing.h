/// Which tasks a step's solvers train on: this step's new ones, buffered ones, or a mixture. Pure but for the Rng.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/selfplay/buffer.h"

namespace azr::selfplay {

/// MaxNew (paper): all new tasks, filled up from the buffer uniformly. HalfNew: at most half new while the buffer can
/// fill the rest. UniformTotal: uniformly over new and buffered ones. Step: over both, weight 1 / (1 + age in steps).
enum class Mixing : std::uint8_t { MaxNew, HalfNew, UniformTotal, Step };
[[nodiscard]] Result<Mixing> mixingFromName(std::string_view name);

/// Indices into the new tasks and into the buffer; together at most `wanted`, without repetition.
struct Mixture {
    std::vector<std::size_t> fresh, buffered;
};
/// `step` is the current one. The buffer does not hold the new tasks yet.
[[nodiscard]] Mixture mix(Mixing mixing, std::span<const Task* const> fresh, const Buffer& buffer, std::size_t wanted,
                          int step, Rng& rng);

}  // namespace azr::selfplay
