#include "core/store/carry/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/base/files.h"
#include "core/store/migrations.h"
#include "store_sql.h"

namespace azr::store {

namespace {

Result<std::vector<std::string>> schemaOf(Database& database) {
    std::vector<std::string> objects;
    AZR_TRY(Statement* const rows, database.statement(sql::schema_objects));
    rows->bind();
    for (;;) {
        AZR_TRY(const bool row, rows->step());
        if (!row) return objects;
        objects.push_back(rows->text(0));
    }
}

/// "table tasks" of "table tasks CREATE TABLE …".
std::string nameIn(const std::string& object) {
    return object.substr(0, object.find(' ', object.find(' ') + 1));
}

Status checkSchema(Database& database, int version) {
    AZR_TRY(Database ours, Database::open(":memory:", Database::Mode::ReadWrite));
    AZR_CHECK(migrate(ours, version));
    AZR_TRY(const std::vector<std::string> expected, schemaOf(ours));
    AZR_TRY(const std::vector<std::string> found, schemaOf(database));
    for (const std::string& one : expected)
        if (!std::ranges::binary_search(found, one))
            return fail(ErrorCode::Corrupt,
                        fmt::format("'{}' is not as version {} of our databases has it", nameIn(one), version),
                        database.file().string());
    for (const std::string& one : found)
        if (!std::ranges::binary_search(expected, one))
            return fail(ErrorCode::Corrupt, fmt::format("'{}' has no place in our databases", nameIn(one)),
                        database.file().string());
    return {};
}

Status checkPages(Database& database) {
    AZR_TRY(Statement* const check, database.statement("PRAGMA integrity_check(1)"));
    check->bind();
    AZR_TRY(const bool row, check->step());
    const std::string says = row ? check->text(0) : "no answer";
    check->reset();
    if (says == "ok") return {};
    return fail(ErrorCode::Corrupt, "SQLite finds the database damaged: " + says, database.file().string());
}

std::string bytesOf(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

/// One under another's hash would take its place in any workspace that it came into.
Status checkTexts(Database& database) {
    AZR_TRY(Statement* const rows, database.statement(sql::all_texts));
    rows->bind();
    for (;;) {
        AZR_TRY(const bool row, rows->step());
        if (!row) return {};
        if (bytesOf(sha256(rows->text(1))) == rows->text(0)) continue;
        rows->reset();
        return fail(ErrorCode::Corrupt, "a text is stored under the hash of another one", database.file().string());
    }
}

}  // namespace

Result<int> inspect(const std::filesystem::path& file, const Going& going) {
    AZR_TRY(Database database, Database::open(file, Database::Mode::ReadOnly));
    AZR_CHECK(database.script("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"));
    AZR_TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (version < 1) return fail(ErrorCode::Corrupt, "is no database of a workspace", file.string());
    if (version > newestVersion())
        return fail(ErrorCode::Conflict,
                    fmt::format("the database has version {}, this program knows {}", version, newestVersion()),
                    file.string(), "open it with a newer AZR Studio");
    AZR_CHECK(checkSchema(database, static_cast<int>(version)));
    if (going && !going()) return fail(ErrorCode::Cancelled, "was ended");
    database.askWhileWorking(going);
    AZR_CHECK(checkPages(database));
    AZR_CHECK(checkTexts(database));
    return static_cast<int>(version);
}

}  // namespace azr::store
