/// A large run for measuring what reads a workspace: rows made of formulas, in the amounts of a day of training.
/// Nothing in it was measured, and its name says so.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/base/ids.h"

namespace azr::app {

constexpr int kBenchSteps = 2000;

/// Run `run` with `tasks` tasks and four attempts at each, spread over kBenchSteps steps with the metrics that the
/// window's charts show. Blocking; makes the database where there is none.
Status writeBenchRun(const std::filesystem::path& database, RunId run, int tasks);

}  // namespace azr::app
