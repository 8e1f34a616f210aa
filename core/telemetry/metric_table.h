/// What every metric means: the one place that documents their names, for the map in core, the window's tooltips and
/// the command line. A name is "<group>/<what>[/<stream or kind>]". Immutable, hence thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace azr::telemetry {

enum class Unit : std::uint8_t { None, Share, Count, Tokens, Nats, Seconds, PerSecond, Megabytes };

/// What a share was counted from, which its interval follows from. Verdicts name the metrics verdict/*/STREAM of the
/// same step. Attempts at one task hang together, so a share of attempts is worth less than their number
/// (clustered_share.h, a cluster for each task). For a mean of numbers between 0 and 1 the interval of a share
/// is too wide rather than too narrow.
enum class Counted : std::uint8_t {
    None,               ///< no share, or one without independent units
    Completions,        ///< verdicts of a proposer's stream; the attempts of others
    Answers,            ///< the attempts of the stream but infra_error
    ValidTasks,         ///< verdicts ok of the stream
    EstimatedTasks,     ///< tasks of the step and kind with a learnability
    CompositeTasks,     ///< valid tasks of the step and kind that build on given functions
    AllProposals,       ///< verdicts of all propose streams
    AllCompletions,     ///< proposals and attempts of all streams
    AllOwnPrograms,     ///< verdicts ok of the streams whose proposers choose the program
    AllAskedForValues,  ///< those of them that ask for no exception
    AllComposites,      ///< CompositeTasks of all kinds
    SuiteItems          ///< items of the evaluation
};

struct MetricDescription {
    std::string_view pattern;  ///< `*` stands for one stream, kind, verdict, phase or suite
    std::string_view text;     ///< one sentence
    std::string_view formula;
    Unit unit = Unit::None;
    bool deterministic = true;
    Counted counted = Counted::None;
};

[[nodiscard]] std::span<const MetricDescription> metricTable();
/// The row whose pattern fits; nullptr for an unknown name.
[[nodiscard]] const MetricDescription* describeMetric(std::string_view name);

}  // namespace azr::telemetry
