/// A database that somebody else made: is it one of ours, and whole? Nothing of its schema is run before it is known to
/// be what our migrations make. Blocking: reads the whole file.
#pragma once

#include <filesystem>

#include "core/store/carry/carry.h"

namespace azr::store {

/// Its version. Corrupt: its schema is none of ours, SQLite finds it damaged, or a text is stored under the hash of
/// another one. Conflict: it is of a newer version. Cancelled: `going` said so.
[[nodiscard]] Result<int> inspect(const std::filesystem::path& file, const Going& going = {});

}  // namespace azr::store
