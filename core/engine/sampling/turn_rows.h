/// Rows of the tables of rotations: those of positions; where long sequences turn otherwise, those of positions in
/// short ones, and behind them those of positions in long ones.
#pragma once

#include <vector>

#include "core/weights/hf_config.h"

namespace azr::engine {

struct TurnSegment {
    weights::Rotation rotation;
    int firstRow = 0, positions = 0;
};
[[nodiscard]] inline std::vector<TurnSegment> turnSegments(const weights::HfConfig& config, weights::LayerRope rope) {
    const int bound = config.stretchedFrom();
    if (bound == 0) return {{weights::rotationOf(config, rope), 0, config.context}};
    return {{weights::rotationOf(config, rope), 0, bound},
            {weights::rotationOf(config, rope, true), bound, config.context}};
}

/// Where the rows of a sequence of this length begin.
[[nodiscard]] inline int firstTurnRow(const weights::HfConfig& config, std::size_t length) {
    return config.stretched(length) ? config.stretchedFrom() : 0;
}
/// Of all segments.
[[nodiscard]] inline int turnRows(const weights::HfConfig& config) {
    return config.stretchedFrom() + config.context;
}

}  // namespace azr::engine
