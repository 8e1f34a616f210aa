/// Which exception ends a run, for tasks that ask for its name. A program may raise what it likes: the name is its own
/// word, as a value would be. Pure functions.
#pragma once

#include <vector>

#include "core/execution/executor.h"
#include "core/execution/pool/run_types.h"

namespace azr::execution {

/// Ok with the name of the exception's type as the value, or kNoError; the message is no part of it. Refused is what
/// the depth of the stack, the memory or the sandbox decides: such a name is not the program's alone.
[[nodiscard]] RunOutcome raisedBy(const RunResult& result);

/// AnswerKind::Error: names are compared as texts, without space around them and without their modules.
[[nodiscard]] std::vector<GradeOutcome> gradeNames(const GradeRequest& request);

}  // namespace azr::execution
