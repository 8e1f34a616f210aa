/// What every metric means: the one place that documents their names, for the map in core, the window's tooltips and
/// the command line. A name is "<group>/<what>[/<stream or kind>]". Immutable, hence thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace azr::telemetry {

enum class Unit : std::uint8_t { None, Share, Count, Tokens, Nats, Seconds, PerSecond, Megabytes };

struct MetricDescription {
    std::string_view pattern;  ///< `*` stands for one stream, kind, verdict, phase or suite
    std::string_view text;     ///< one sentence
    Unit unit = Unit::None;
    bool deterministic = true;
};

[[nodiscard]] std::span<const MetricDescription> metricTable();
/// The row whose pattern fits; nullptr for an unknown name.
[[nodiscard]] const MetricDescription* describeMetric(std::string_view name);

}  // namespace azr::telemetry
