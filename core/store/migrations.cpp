#include "core/store/migrations.h"

#include <fmt/format.h>

#include <system_error>

#include "store_sql.h"

namespace azr::store {

namespace {

Status backUp(Database& database, std::int64_t version) {
    const std::string copy = fmt::format("{}.v{}.bak", database.file().string(), version);
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);  // VACUUM INTO refuses an existing file
    return database.run("VACUUM INTO ?1", copy);
}

}  // namespace

int newestVersion() {
    return static_cast<int>(sql::migrations.size());
}

Status migrate(Database& database, int version) {
    AZR_TRY(std::int64_t current, database.integer("PRAGMA user_version"));
    if (current > newestVersion())
        return fail(ErrorCode::Conflict,
                    fmt::format("the database has version {}, this program knows {}", current, newestVersion()),
                    database.file().string(), "open it with a newer AZR Studio");
    if (current > 0 && current < version) AZR_CHECK(backUp(database, current));
    for (; current < version; ++current) {
        AZR_CHECK(database.begin());
        Status done = database.script(sql::migrations[static_cast<std::size_t>(current)]);
        if (done) done = database.script(fmt::format("PRAGMA user_version = {}", current + 1));
        if (done) done = database.commit();
        if (!done) {
            database.rollback();
            return done;
        }
    }
    return {};
}

}  // namespace azr::store
