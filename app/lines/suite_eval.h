/// `eval` on published suites: one model, or two of them item by item, with everything kept in the workspace.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"

namespace azr::app {

/// Whether the options ask for a suite that is not the built-in one and no file of its kind, or for what only such
/// evaluations know.
[[nodiscard]] bool asksForSuites(const Arguments& arguments);
[[nodiscard]] std::vector<Option> suiteOptions();
ExitCode runSuiteEval(const Arguments& arguments, const Console& console);

}  // namespace azr::app
