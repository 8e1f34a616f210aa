/// A run as a line: of JSON, and the parts of it that several tables show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/options.h"
#include "core/base/json.h"
#include "core/session/history/run_summary.h"
#include "core/store/rows.h"

namespace azr::app {

[[nodiscard]] Json runJson(const store::RunRow& run);
[[nodiscard]] std::string momentText(double seconds);  ///< "2026-01-31 12:00"; empty before 1970
/// "run 3, step 12"; empty for a run that is no fork.
[[nodiscard]] std::string originOf(const store::RunRow& run);

/// Null where nothing was measured.
[[nodiscard]] Json accuracyFields(const std::optional<session::Accuracy>& accuracy);
[[nodiscard]] std::string accuracyCell(const std::optional<session::Accuracy>& accuracy);  ///< "52.1% (45.0 .. 59.1)"

/// RUN…, and the numbers that were given, each once.
[[nodiscard]] std::vector<Positional> runPositionals();
[[nodiscard]] Result<std::vector<RunId>> runIdsOf(const Arguments& arguments);

}  // namespace azr::app
