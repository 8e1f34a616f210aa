/// Walks the lineage of a task, generation by generation.
#pragma once

#include "core/store/database.h"
#include "core/store/lineage.h"

namespace azr::store {

[[nodiscard]] Result<Lineage> readLineage(Database& database, TaskId task, const LineageBounds& bounds);

}  // namespace azr::store
