/// Grading of answers (executor specification, semantics 1, 2, 5): deduction by comparing literals, without a process;
/// abduction in one request for all answers, of several tasks where they wait; induction in one request for all hidden
/// pairs of every answer.
#pragma once

#include <vector>

#include "core/execution/pool/lane_runner.h"

namespace azr::execution {

/// Needs no lane: deduction whose gold parses as a literal and whose answers are literals. Empty when it needs one.
[[nodiscard]] std::optional<std::vector<GradeOutcome>> gradeLiterals(const GradeRequest& request);
/// Requests of one kind; for each, one outcome per answer, in order. On a lane's thread.
[[nodiscard]] std::vector<std::vector<GradeOutcome>> gradeAll(LaneRunner& lane, std::span<const GradeRequest> requests);

}  // namespace azr::execution
