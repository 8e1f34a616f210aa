/// How far a measured share may lie from the truth. Pure functions.
#pragma once

#include <cstdint>

#include "core/telemetry/clustered_share.h"

namespace azr::evaluation {

struct Interval {
    double low = 0, high = 1;
};

/// Wilson's score interval at 95% for `hits` of `total` independent units; [0, 1] when nothing was counted.
[[nodiscard]] Interval wilson(std::int64_t hits, std::int64_t total);
/// The same for units that come in clusters, by their effective count.
[[nodiscard]] Interval wilson(const telemetry::ClusteredShare& share);

}  // namespace azr::evaluation
