/// What a line of `check` or `grade` asks for. A field of a wrong type, fields that contradict each other and texts
/// beyond request_limits are refused with the field's name; fields that nobody knows are the user's own and stay. null
/// stands for a field that is not given. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/execution/executor.h"

namespace azr::execution {

struct CheckLine {
    ValidateRequest request;
    bool many = false;               ///< "inputs" rather than "input"
    std::vector<std::string> golds;  ///< "output", or "outputs" (one per input); empty when none are given
};

[[nodiscard]] Result<CheckLine> checkLineOf(const Json& line);

struct GradeLine {
    GradeRequest request;
    /// Where no "output" is given, the gold is what the program gives on this.
    std::string input;
    bool ownGold = false;
};

[[nodiscard]] Result<GradeLine> gradeLineOf(const Json& line);

}  // namespace azr::execution
