/// Held-out accuracy as people and programs read it: the first measurement of a suite against the last.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/store/rows.h"

namespace azr::app {

[[nodiscard]] Json accuracyJson(const store::EvaluationScore& score);
/// One row per suite, kind and mode: before, after, change, with 95% intervals.
[[nodiscard]] std::string accuracyTable(const std::vector<store::EvaluationScore>& scores);

}  // namespace azr::app
