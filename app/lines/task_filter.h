/// The options that choose tasks of a run: RUN, --kind, --verdict, --status.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "core/store/reader.h"

namespace azr::app {

/// The kinds of task, for the help of --kind.
[[nodiscard]] std::string kindChoices();
/// What a task can be, in the order of its life.
[[nodiscard]] std::vector<std::string> taskStatuses();
/// InvalidArgument for a name that no task bears. `statuses`: those that --status takes.
[[nodiscard]] Result<store::TaskFilter> taskFilterOf(const Arguments& arguments,
                                                     const std::vector<std::string>& statuses);

}  // namespace azr::app
