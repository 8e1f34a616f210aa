/// Erasing runs for good, and giving the room back. What belongs to a run is found by the foreign keys of the schema,
/// so that a table of a later version is not forgotten. For one who holds the workspace's lock.
#pragma once

#include "core/store/database.h"

namespace azr::store {

/// Every row of the run and of its tasks, in one transaction; its number is not given again. NotFound: no such run.
Status eraseRun(Database& database, RunId run, double now);
/// Texts that nothing refers to any more, the indexes of texts as erased tasks left them, and the free pages of the
/// file, which is written anew: seconds per gigabyte. Nothing but time where nothing was erased.
Status compact(Database& database);

}  // namespace azr::store
