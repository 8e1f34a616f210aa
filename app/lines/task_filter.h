/// The options that choose tasks of a run, and their order. Each command that lists or writes tasks takes all of them.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "core/store/reader.h"

namespace azr::app {

/// What a task can be, in the order of its life.
[[nodiscard]] std::vector<std::string> taskStatuses();
/// `status`: what the help says of --status.
[[nodiscard]] std::vector<Option> taskFilterOptions(std::string status);
/// InvalidArgument for a name that no task bears, and for what is not a range. `statuses`: those that --status takes.
[[nodiscard]] Result<store::TaskFilter> taskFilterOf(const Arguments& arguments,
                                                     const std::vector<std::string>& statuses);

/// "0.25..0.75", "0.25..", "..0.75", "0.5", both ends included; InvalidArgument names the option.
[[nodiscard]] Result<store::Bounds> readBounds(const std::string& text, const std::string& option);
/// "step,-reward": a minus orders from the greatest down.
[[nodiscard]] Result<std::vector<store::TaskOrder>> readOrders(const std::string& text, const std::string& option);

}  // namespace azr::app
