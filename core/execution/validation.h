/// Validation of proposals (paper section 3.3; executor specification, semantics 3, 4, 6, 7), many in one go: one
/// inspection request, then for each interpreter one request to the pool and one for all forks. Called on a lane's
/// thread.
#pragma once

#include <span>
#include <vector>

#include "core/execution/pool/lane_runner.h"

namespace azr::execution {

/// One outcome per request, in order.
[[nodiscard]] std::vector<ValidateOutcome> validateAll(LaneRunner& lane, std::span<const ValidateRequest> requests);
/// Programs of our own grammar: pooled, one run, no inspection unless asked for, no cache.
[[nodiscard]] std::vector<ValidateOutcome> runAll(LaneRunner& lane, std::span<const ValidateRequest> requests);

/// Shared with grading: how many interpreters judge what asked for `asked` runs.
[[nodiscard]] int runsFor(int asked, bool observes);
/// Shared with grading: how another run may end that tells of a busy machine, and not of the program's determinism.
[[nodiscard]] bool saysNothingOf(Verdict other);
/// Shared with grading: whether arguments hold a set whose order a program could show.
[[nodiscard]] bool holdsSet(const std::string& arguments);
/// Shared with grading: the rule of a finding, "rule:line:column:text" -> "rule:text".
[[nodiscard]] std::string ruleOf(const std::string& finding);
/// Shared with grading: text that the interpreter can be given at all.
[[nodiscard]] bool readableText(const std::string& program, const std::vector<std::string>& imports);

}  // namespace azr::execution
