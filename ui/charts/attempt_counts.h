/// What the shares of attempts are worth, step by step: those at one task go together, so that their share says less
/// than their number (telemetry::ClusteredShare). A pure function.
#pragma once

#include <QHash>
#include <QString>
#include <vector>

#include "core/store/tables/task_counts.h"

namespace azr::ui {

/// For each metric that is a share of attempts, and for length/clipped, which is one of proposals as well: the number
/// of independent units that it is worth, by step. `counts` holds whole steps.
[[nodiscard]] QHash<QString, QHash<int, double>> attemptCounts(const std::vector<store::TaskCounts>& counts);

}  // namespace azr::ui
