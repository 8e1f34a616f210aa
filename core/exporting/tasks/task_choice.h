/// Which tasks of a run are exported: a filter or chosen ones, each of those that are alike once, and the part of a
/// split that each belongs to. They are walked page by page; memory grows by 16 bytes for each task where the like are
/// left out, and not at all else. Blocking; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/exporting/progress.h"
#include "core/store/reader.h"

namespace azr::exporting {

/// When two tasks count as one, of which the older is kept.
enum class Distinct : std::uint8_t {
    All,      ///< never
    Tasks,    ///< of a kind, with the same program, imports and inputs, byte for byte
    Shapes,   ///< of a kind, with the same inputs and programs that differ in names, values, blanks and comments alone
    Programs  ///< programs that differ so, whatever their kind and inputs
};
constexpr std::array<std::string_view, 4> kDistinctNames = {"none", "tasks", "shapes", "programs"};

enum class Split : std::uint8_t { Train, Validation, Test };
constexpr std::array<std::string_view, 3> kSplitNames = {"train", "validation", "test"};
[[nodiscard]] constexpr std::string_view name(Split split) {
    return kSplitNames[static_cast<std::size_t>(split)];
}

struct Shares {
    double validation = 0, test = 0;
    [[nodiscard]] bool any() const { return validation > 0 || test > 0; }
};
/// By a hash of the program without its names and values: always the same, in every run and workspace, and programs
/// that are alike fall into one part. With a larger share of a part tasks join it, and none leaves it for another but
/// train.
[[nodiscard]] Split splitOf(std::string_view program, const Shares& shares);

struct TaskChoice {
    store::TaskFilter filter;
    std::vector<TaskId> ids;  ///< these, in their order, and the filter decides nothing
    Distinct distinct = Distinct::All;
    bool validOnly = true;  ///< others have no output to tell
};

using Visit = std::function<Status(const store::TaskRow&)>;
/// How many were visited. `withTexts`: also prompt, completion and references.
[[nodiscard]] Result<std::int64_t> forEachTask(store::Reader& reader, const TaskChoice& choice, bool withTexts,
                                               const Visit& visit, const Progress& progress = {});

}  // namespace azr::exporting
