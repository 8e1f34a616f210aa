#include "core/store/carry/row_hashes.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <iterator>
#include <memory>
#include <utility>

#include "core/base/files.h"
#include "store_sql.h"

namespace azr::store {

namespace {

constexpr const char* kStep = "step";

struct Column {
    std::string name;
    std::int64_t key = 0;  ///< its place in the primary key, from 1
};

Result<std::vector<std::string>> tablesOf(Database& database) {
    std::vector<std::string> tables;
    AZR_TRY(Statement* const names, database.statement(sql::plain_tables));
    names->bind();
    for (;;) {
        AZR_TRY(const bool row, names->step());
        if (!row) return tables;
        tables.push_back(names->text(0));
    }
}

Result<std::vector<Column>> columnsOf(Database& database, const std::string& table) {
    std::vector<Column> columns;
    AZR_TRY(Statement* const found, database.statement(sql::columns_of_table));
    found->bind(table);
    for (;;) {
        AZR_TRY(const bool row, found->step());
        if (!row) return columns;
        columns.push_back({found->text(0), found->integer(1)});
    }
}

/// A name as SQL takes it, whatever stands in it.
std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

std::string queryOf(const std::string& table, std::vector<Column> columns) {
    std::erase_if(columns, [](const Column& one) { return one.key == 0; });
    std::ranges::sort(columns, {}, &Column::key);
    std::string key;
    for (const Column& one : columns) key += (key.empty() ? "" : ", ") + quoted(one.name);
    return fmt::format(fmt::runtime(sql::rows_in_order), fmt::arg("table", quoted(table)),
                       fmt::arg("key", key.empty() ? "rowid" : key));
}

void append(std::string& row, char type, std::string_view bytes) {
    fmt::format_to(std::back_inserter(row), "{}{}:", type, bytes.size());
    row += bytes;
}

void append(std::string& row, const Statement& statement, int column) {
    switch (sqlite3_column_type(statement.handle(), column)) {
        case SQLITE_INTEGER: return append(row, 'i', fmt::format("{}", statement.integer(column)));
        case SQLITE_FLOAT:
            return append(row, 'r', fmt::format("{:016x}", std::bit_cast<std::uint64_t>(statement.real(column))));
        case SQLITE_TEXT: return append(row, 't', statement.text(column));
        case SQLITE_BLOB: return append(row, 'b', statement.text(column));
        default: return append(row, 'n', {});
    }
}

Result<TableHash> hashTable(Database& database, const std::string& table) {
    AZR_TRY(const std::vector<Column> columns, columnsOf(database, table));
    AZR_TRY(Statement* const rows, database.statement(queryOf(table, columns)));
    rows->bind();
    const auto step = std::ranges::find(columns, kStep, &Column::name);
    TableHash found{table, 0, {}, {}};
    Sha256 all;
    for (const Column& one : columns) all.add(one.name + "\n");
    std::map<std::int64_t, std::unique_ptr<Sha256>> steps;
    std::string row;
    for (;; ++found.rows) {
        AZR_TRY(const bool there, rows->step());
        if (!there) break;
        row.clear();
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) append(row, *rows, i);
        row += '\n';
        all.add(row);
        if (step == columns.end()) continue;
        auto& ofStep = steps[rows->integer(static_cast<int>(step - columns.begin()))];
        if (!ofStep) ofStep = std::make_unique<Sha256>();
        ofStep->add(row);
    }
    found.sha256 = all.hex();
    for (auto& [number, hash] : steps) found.steps[number] = hash->hex();
    return found;
}

Result<std::vector<TableHash>> hashTables(Database& database) {
    std::vector<TableHash> found;
    AZR_TRY(const std::vector<std::string> tables, tablesOf(database));
    for (const std::string& table : tables) {
        AZR_TRY(TableHash one, hashTable(database, table));
        found.push_back(std::move(one));
    }
    return found;
}

}  // namespace

Result<std::vector<TableHash>> hashRows(Database& database, const Going& going) {
    database.askWhileWorking(going);
    auto found = hashTables(database);
    database.askWhileWorking({});
    return found;
}

Json toJson(const std::vector<TableHash>& tables) {
    Json json = Json::object();
    for (const TableHash& one : tables) {
        Json& table = json[one.table];
        table = {{"rows", one.rows}, {"sha256", one.sha256}};
        for (const auto& [step, hash] : one.steps) table["steps"][std::to_string(step)] = hash;
    }
    return json;
}

Result<std::vector<TableHash>> tableHashesFrom(const Json& json, const std::string& place) {
    std::vector<TableHash> tables;
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    for (const auto& [name, table] : json.items()) {
        TableHash one;
        one.table = name;
        AZR_TRY(one.rows, field<std::int64_t>(table, "rows", place));
        AZR_TRY(one.sha256, field<std::string>(table, "sha256", place));
        AZR_TRY(const auto steps, (fieldOr<std::map<std::string, std::string>>(table, "steps", {}, place)));
        for (const auto& [step, hash] : steps) {
            std::int64_t number = 0;
            const auto read = std::from_chars(step.data(), step.data() + step.size(), number);
            if (read.ec != std::errc() || read.ptr != step.data() + step.size())
                return fail(ErrorCode::Parse, fmt::format("'{}' is no step", step), fmt::format("{}, {}", place, name));
            one.steps[number] = hash;
        }
        tables.push_back(std::move(one));
    }
    return tables;
}

}  // namespace azr::store
