/// The option --steps of the commands that look at a stored run.
#pragma once

#include <limits>
#include <string>

#include "core/base/error.h"

namespace azr::app {

/// Both included; 0 is seeding.
struct StepRange {
    int first = 0, last = std::numeric_limits<int>::max();
};
/// "3..8", "3..", "..8", "3"; InvalidArgument for anything else.
[[nodiscard]] Result<StepRange> readSteps(const std::string& text);

}  // namespace azr::app
