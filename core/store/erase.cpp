#include "core/store/erase.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "store_sql.h"

namespace azr::store {

namespace {

/// table.column refers to parent.key.
struct ForeignKey {
    std::string table, column, parent, key;
};

Result<std::vector<ForeignKey>> foreignKeys(Database& database) {
    AZR_TRY(Statement* const statement, database.statement(sql::foreign_keys));
    statement->reset();
    std::vector<ForeignKey> keys;
    for (;;) {
        AZR_TRY(const bool row, statement->step());
        if (!row) break;
        keys.push_back({statement->text(0), statement->text(1), statement->text(2), statement->text(3)});
    }
    statement->reset();
    return keys;
}

/// Rows of a table and, before them, those that refer to them. Names are those of the schema.
Status eraseWhere(Database& database, const std::vector<ForeignKey>& keys, const std::string& table,
                  const std::string& condition) {
    for (const ForeignKey& one : keys) {
        if (one.parent != table || one.table == table) continue;
        AZR_CHECK(eraseWhere(
            database, keys, one.table,
            fmt::format("\"{}\" IN (SELECT \"{}\" FROM \"{}\" WHERE {})", one.column, one.key, table, condition)));
    }
    return database.script(fmt::format(fmt::runtime(sql::erase_where), table, condition));
}

Status eraseRows(Database& database, RunId run, double now) {
    AZR_TRY(const std::vector<ForeignKey> keys, foreignKeys(database));
    AZR_CHECK(database.script(sql::erase_run,
                              [&](Statement& statement) { statement.named(":run", run.value).named(":at", now); }));
    return eraseWhere(database, keys, "runs", fmt::format("id = {}", run.value));
}

Status eraseTexts(Database& database) {
    AZR_TRY(const std::vector<ForeignKey> keys, foreignKeys(database));
    std::string used;
    for (const ForeignKey& one : keys)
        if (one.parent == "texts")
            used += fmt::format("{}SELECT \"{}\" FROM \"{}\" WHERE \"{}\" IS NOT NULL",
                                used.empty() ? "" : " UNION ALL ", one.column, one.table, one.column);
    AZR_CHECK(database.script(fmt::format(fmt::runtime(sql::erase_texts), used)));
    return database.script(sql::search_rebuild);
}

Status inTransaction(Database& database, const std::function<Status()>& work) {
    AZR_CHECK(database.begin());
    Status done = work();
    if (done) done = database.commit();
    if (!done) database.rollback();
    return done;
}

}  // namespace

Status eraseRun(Database& database, RunId run, double now) {
    AZR_TRY(Statement* const found, database.statement(sql::run_exists));
    AZR_TRY(const bool row, found->bind(run).step());
    const bool isThere = row && found->integer(0) > 0;
    found->reset();
    if (!isThere) return fail(ErrorCode::NotFound, fmt::format("there is no run {}", run.value));
    return inTransaction(database, [&] { return eraseRows(database, run, now); });
}

Status compact(Database& database) {
    AZR_TRY(const std::int64_t erased, database.integer(sql::erased_count));
    if (erased > 0) AZR_CHECK(inTransaction(database, [&] { return eraseTexts(database); }));
    AZR_CHECK(database.script("VACUUM"));
    return database.script("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace azr::store
