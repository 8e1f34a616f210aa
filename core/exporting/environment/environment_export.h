/// Tasks as an installable environment in the layout of the `verifiers` library: a Python package with the tasks, how
/// often the run's model solved each, and AZR Studio's verdicts as its reward. The package's files lie in
/// resources/environment; what inspects and runs programs is the jail's own script (execution/runner_source.h).
/// Blocking; any thread.
#pragma once

#include <filesystem>

#include "core/exporting/tasks/task_export.h"

namespace azr::exporting {

/// How many tasks. The package is named after the folder. NotFound where there is no task, InvalidArgument where the
/// folder's name makes no name of a package.
[[nodiscard]] Result<std::int64_t> exportEnvironment(store::Reader& reader, const TaskExport& request,
                                                     const std::filesystem::path& target);

}  // namespace azr::exporting
