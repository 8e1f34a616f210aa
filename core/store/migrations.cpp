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

tl::unexpected<Error> tooNew(std::int64_t version, const std::filesystem::path& file) {
    return fail(ErrorCode::Conflict,
                fmt::format("the database has version {}, this program knows {}", version, newestVersion()),
                file.string(), "open it with a newer AZR Studio");
}

/// The scripts from `current` on, each in its transaction.
Status apply(Database& database, std::int64_t current, int version) {
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

}  // namespace

int newestVersion() {
    return static_cast<int>(sql::migrations.size());
}

Status migrate(Database& database, int version) {
    AZR_TRY(const std::int64_t current, database.integer("PRAGMA user_version"));
    if (current > newestVersion()) return tooNew(current, database.file());
    if (current > 0 && current < version) AZR_CHECK(backUp(database, current));
    return apply(database, current, version);
}

Result<bool> isOlder(const std::filesystem::path& file) {
    AZR_TRY(Database database, Database::open(file, Database::Mode::ReadOnly));
    AZR_TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
    return version < newestVersion();
}

Result<std::filesystem::path> migratedCopy(const std::filesystem::path& file, const std::filesystem::path& folder,
                                           int* version) {
    const std::filesystem::path copy = folder / file.filename();
    AZR_TRY(Database original, Database::open(file, Database::Mode::ReadOnly));
    AZR_TRY(const std::int64_t current, original.integer("PRAGMA user_version"));
    if (version != nullptr) *version = static_cast<int>(current);
    if (current > newestVersion()) return tooNew(current, file);
    AZR_CHECK(original.run("VACUUM INTO ?1", copy.string()));
    AZR_TRY(Database database, Database::open(copy, Database::Mode::ReadWrite));
    AZR_CHECK(apply(database, current, newestVersion()));
    return copy;
}

}  // namespace azr::store
