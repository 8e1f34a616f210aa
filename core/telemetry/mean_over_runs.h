/// The mean of one number over runs that differ in their seed alone, and how far it may lie from that of all seeds.
/// Pure.
#pragma once

#include <optional>
#include <span>

namespace azr::telemetry {

struct MeanOverRuns {
    int count = 0;
    double mean = 0;
    /// Half of the 95% interval, Student's over the values; empty: of a single one nothing is known.
    std::optional<double> half = std::nullopt;
};

/// NaN is no value.
[[nodiscard]] MeanOverRuns meanOverRuns(std::span<const double> values);

}  // namespace azr::telemetry
