/// What `check` and `grade` share: JSON lines of a file or the standard input through the executor, one line out per
/// line.
#pragma once

#include "app/command.h"
#include "core/execution/jsonl.h"

namespace azr::app {

/// --level: auto unless given; L1 only together with --allow-l1.
[[nodiscard]] Result<std::string> isolationLevel(const Arguments& arguments);
/// The options of the executor.
[[nodiscard]] std::vector<Option> lineOptions();
/// SomeLines when a line could not be understood.
ExitCode runLines(execution::LineCommand command, const char* name, const Arguments& arguments, const Console& console);

}  // namespace azr::app
