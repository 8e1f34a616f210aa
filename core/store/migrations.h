/// The database's versions (PRAGMA user_version): numbered scripts applied in order, each in a transaction of its own,
/// after a copy of the old file was made beside it.
#pragma once

#include <filesystem>

#include "core/store/database.h"

namespace azr::store {

[[nodiscard]] int newestVersion();
/// Brings the database to `version` (the newest by default). Before a file that holds data is migrated, a copy
/// named <file>.v<old version>.bak is made. Conflict when the file is newer than this program.
Status migrate(Database& database, int version = newestVersion());

/// Whether this program would have to migrate the file before it can read it. Only looks.
[[nodiscard]] Result<bool> isOlder(const std::filesystem::path& file);

/// A copy of a database in `folder` at the newest version, for readers of one that must stay as it is: older, or in a
/// place that cannot be written. Its path; `version` gets the original's. Takes as much room as the database.
[[nodiscard]] Result<std::filesystem::path> migratedCopy(const std::filesystem::path& database,
                                                         const std::filesystem::path& folder, int* version = nullptr);

}  // namespace azr::store
