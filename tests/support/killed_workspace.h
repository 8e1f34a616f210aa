/// A workspace in use, copied as a kill would leave it at this moment. The database is copied as one snapshot: between
/// copies of the file and of its log the one may go into the other.
#pragma once

#include <QtGlobal>
#include <filesystem>

#include "core/store/database.h"

namespace azr::test {

/// What stands in `to` under the same names is replaced.
inline void copyAsKilled(const std::filesystem::path& workspace, const std::filesystem::path& to) {
    namespace fs = std::filesystem;
    constexpr const char* kDatabase = "azr.db";
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(workspace))
        if (!entry.path().filename().string().starts_with(kDatabase))
            fs::copy(entry.path(), to / entry.path().filename(),
                     fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(to / kDatabase);
    auto database = store::Database::open(workspace / kDatabase, store::Database::Mode::ReadOnly);
    if (!database || !database->run("VACUUM INTO ?1", (to / kDatabase).string())) qFatal("the database was not copied");
}

}  // namespace azr::test
