#include "core/store/asking/schema_doc.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "core/store/database.h"
#include "core/store/migrations.h"
#include "store_sql.h"

namespace azr::store {

namespace {

constexpr const char* kHead =
    "# The database of a workspace\n\n"
    "`azr.db` in the workspace's folder, SQLite. `azr-studio sql` and the tab SQL of the page Runs ask it and cannot "
    "change it; so does any SQLite program that opens it read-only. This is version {} (`PRAGMA user_version`); older "
    "files are migrated when they are opened.\n\n"
    "Times are seconds since 1970, durations seconds, sizes bytes. Enumerations stand as their snake_case names, "
    "truths "
    "as 0 and 1. Texts that repeat stand once in `texts`: `CAST(bytes AS TEXT)` gives them. Ids of tasks and attempts "
    "begin with the number of their run: run r has those from (r - 1) * 1,000,000,000 + 1 on. Ids below zero belong to "
    "rows that a crash left behind and a resumed run stated again: leave them out with `id > 0`.\n\n"
    "Written by `azr-studio sql --schema > core/store/SCHEMA.md` from `core/store/sql/migrations` and "
    "`core/store/asking/schema_texts.cpp`.\n";

struct Column {
    std::string table, kind, name, type;
    bool filled = false, key = false;
    std::string refersTo;
};

Result<std::vector<Column>> columnsOf(Database& database) {
    AZR_TRY(Statement* const statement, database.statement(sql::schema_columns));
    statement->reset();
    std::vector<Column> columns;
    for (;;) {
        AZR_TRY(const bool row, statement->step());
        if (!row) return columns;
        columns.push_back({statement->text(0), statement->text(1), statement->text(2), statement->text(3),
                           statement->flag(4), statement->flag(5), statement->text(6)});
    }
}

Result<std::string> indexesOf(Database& database, const std::string& table) {
    AZR_TRY(Statement* const statement, database.statement(sql::schema_indexes));
    statement->bind(table);
    std::string text;
    for (;;) {
        AZR_TRY(const bool row, statement->step());
        if (!row) break;
        text += fmt::format("{}`{}`", text.empty() ? "\nIndexes: " : ", ", statement->text(0));
    }
    return text.empty() ? text : text + ".\n";
}

/// The texts by what they are of, each taken once.
class Texts {
  public:
    Texts() {
        for (const SchemaText& one : schemaTexts()) m_texts[one.of] = one.text;
    }
    Result<std::string> take(const std::string& of) {
        const auto found = m_texts.find(of);
        if (found == m_texts.end())
            return fail(ErrorCode::NotFound, "it has no description", of,
                        "write one in core/store/asking/schema_texts.cpp");
        m_taken.insert(of);
        return found->second;
    }
    [[nodiscard]] Status areAllTaken() const {
        for (const auto& [of, text] : m_texts)
            if (!m_taken.contains(of))
                return fail(ErrorCode::NotFound, "it is described and not there", of,
                            "take it out of core/store/asking/schema_texts.cpp");
        return {};
    }

  private:
    std::map<std::string, std::string> m_texts;
    std::set<std::string> m_taken;
};

std::string typeOf(const Column& column) {
    if (column.kind == "view") return "";
    std::string type = column.type;
    if (!column.filled && column.kind == "table") type += type.empty() ? "may be NULL" : ", may be NULL";
    if (column.key) type += ", key";
    if (!column.refersTo.empty()) type += " → " + column.refersTo;
    return type;
}

}  // namespace

Result<std::string> schemaDocument() {
    AZR_TRY(Database database, Database::open(":memory:", Database::Mode::ReadWrite));
    AZR_CHECK(migrate(database));
    AZR_TRY(const std::vector<Column> columns, columnsOf(database));
    Texts texts;
    std::string document = fmt::format(fmt::runtime(kHead), newestVersion());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column& column = columns[i];
        if (i == 0 || columns[i - 1].table != column.table) {
            AZR_TRY(const std::string text, texts.take(column.table));
            document +=
                fmt::format("\n## {}\n\n{}\n\n| column | type | what it holds |\n|---|---|---|\n", column.table, text);
        }
        AZR_TRY(const std::string text, texts.take(column.table + "." + column.name));
        document += fmt::format("| `{}` | {} | {} |\n", column.name, typeOf(column), text);
        if (i + 1 < columns.size() && columns[i + 1].table == column.table) continue;
        AZR_TRY(const std::string indexes, indexesOf(database, column.table));
        document += indexes;
    }
    AZR_CHECK(texts.areAllTaken());
    return document;
}

}  // namespace azr::store
