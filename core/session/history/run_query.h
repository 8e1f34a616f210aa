/// Finding runs in a list: search, filters, order and groups over what is told of them, and over any of their settings.
/// A field is named as in the list ("last", "seconds", "tags") or by the path of a setting ("optimizer.learning_rate").
/// Pure functions; errors are InvalidArgument and name the field.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/session/history/run_summary.h"
#include "core/telemetry/mean_over_runs.h"

namespace azr::session {

/// What a field of a run says. Numbers are compared as such: shares from 0 to 1, seconds, bytes, moments since 1970.
struct RunValue {
    std::string text;
    std::optional<double> number;
};
/// The names of the fields of the list; settings come beside them.
[[nodiscard]] const std::vector<std::string>& runListFields();
[[nodiscard]] Status isRunField(std::string_view field);
/// Empty text without a number: the run has none, as the accuracy of one that was never measured.
[[nodiscard]] RunValue valueOf(const RunSummary& run, std::string_view field);

struct RunFilter {
    enum class Operator { Equal, NotEqual, Contains, Less, AtMost, Greater, AtLeast };
    std::string field;
    Operator is = Operator::Equal;
    std::string value;
    std::optional<double> number;  ///< of the value
};
/// "state=finished", "last>=0.5", "tags~good", "optimizer.learning_rate!=1e-6".
[[nodiscard]] Result<RunFilter> parseRunFilter(std::string_view text);
/// A run without a value meets no comparison but "is not".
[[nodiscard]] bool meets(const RunSummary& run, const RunFilter& filter);

struct RunOrder {
    std::string field;
    bool descending = false;
};
/// "-last,run": by the last accuracy from the greatest down, equal ones by number.
[[nodiscard]] Result<std::vector<RunOrder>> parseRunOrder(std::string_view text);

struct RunQuery {
    std::string search = {};  ///< each of its words stands in name, note, tags, preset, model, state or message
    std::vector<RunFilter> filters = {};
    std::vector<RunOrder> order = {};  ///< runs without a value come last; what is equal keeps its order
    bool archived = false;             ///< also these
};
/// The places of those that are meant, in order.
[[nodiscard]] std::vector<std::size_t> select(std::span<const RunSummary> runs, const RunQuery& query);

/// Runs that have one value of each of some fields.
struct RunGroup {
    std::vector<std::string> values;  ///< of each field
    std::vector<std::size_t> runs;
    telemetry::MeanOverRuns best, last;  ///< of the accuracies of those that were measured
};
/// In the order of their first runs.
[[nodiscard]] std::vector<RunGroup> groupBy(std::span<const RunSummary> runs, std::span<const std::size_t> which,
                                            const std::vector<std::string>& fields);

}  // namespace azr::session
