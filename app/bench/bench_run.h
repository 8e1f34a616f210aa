/// A large run for measuring what reads a workspace: rows made of formulas, in the amounts of a day of training.
/// Nothing in it was measured, and its name says so.
#pragma once

#include <filesystem>
#include <functional>

#include "core/base/error.h"
#include "core/base/ids.h"

namespace azr::app {

constexpr int kBenchSteps = 2000;

constexpr RunId kLargeRun{1};

/// Run kLargeRun with `tasks` tasks and eight attempts at each, spread over kBenchSteps steps with the metrics that the
/// window's charts show; and further runs up to `runs` in all, with their metrics alone. Blocking, with `progress`
/// called now and then, which stops it by false (Cancelled). A database that it made before with as many tasks and runs
/// is left as it is; Conflict where there is another one.
Status writeBenchRuns(const std::filesystem::path& database, int tasks, int runs,
                      const std::function<bool(double share)>& progress);

}  // namespace azr::app
