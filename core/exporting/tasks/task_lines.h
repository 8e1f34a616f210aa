/// Tasks and what the model did with them as JSON. Field names are those of the command line's `task` lines. Pure
/// functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/store/rows.h"

namespace azr::exporting {

/// What a page of tasks knows of one.
[[nodiscard]] Json taskFacts(const store::TaskRow& task);
/// With the proposer's prompt and completion and every attempt. An attempt without `prompt` has that of the one before.
[[nodiscard]] Json wholeTask(const store::TaskRow& task, const std::vector<store::AttemptRow>& attempts);

/// Whether it may be learnt from: nothing was wrong with the machine, and nobody took it out.
[[nodiscard]] inline bool counts(const store::AttemptRow& attempt) {
    return !attempt.masked && attempt.verdict != "infra_error";
}

/// A completion that solved the task beside one that did not, for the same prompt.
struct Preference {
    const store::AttemptRow* chosen;
    const store::AttemptRow* rejected;
};
/// The first that solved it beside the first that did not, the second beside the second, and so on; no completion
/// twice.
[[nodiscard]] std::vector<Preference> preferencesOf(const std::vector<store::AttemptRow>& attempts);
[[nodiscard]] Json preferenceLine(const store::TaskRow& task, const Preference& preference);

/// [{"step", "solved", "attempts"}], by step.
[[nodiscard]] Json solveHistory(const std::vector<store::AttemptRow>& attempts);

}  // namespace azr::exporting
