/// The charts of a report: which curves there are, and their intervals from the counts below them.
#pragma once

#include <vector>

#include "core/report/chart.h"
#include "core/store/reader.h"

namespace azr::report {

/// Charts that have a point. Shares have intervals where the database says what they were counted from: of attempts,
/// those at one task count as a cluster (telemetry/clustered_share.h).
[[nodiscard]] Result<std::vector<Chart>> chartsOf(store::Reader& reader, RunId run);

}  // namespace azr::report
