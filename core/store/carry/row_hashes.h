/// SHA-256 over the rows of every table, in the order of its key, and of every step where rows have one: two databases
/// can be compared, and what differs is found without a look at the rows. Any SQLite program can compute them again:
/// of a table first its columns' names, each with a line feed behind it; of a row one value after the other, and a line
/// feed. A value is its type and its length in bytes (NULL "n0:"; "i2:-7"; "t5:hello"; "b3:…"; a REAL is "r16:" and its
/// 64 bits, the highest first, as hexadecimal digits).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/store/carry/carry.h"
#include "core/store/database.h"

namespace azr::store {

struct TableHash {
    std::string table;
    std::int64_t rows = 0;
    std::string sha256;
    std::map<std::int64_t, std::string> steps;  ///< without the names of the columns; empty: rows have no step
};

/// By name; indices and what only serves the search are no rows. Blocking: reads the whole file.
[[nodiscard]] Result<std::vector<TableHash>> hashRows(Database& database, const Going& going = {});

[[nodiscard]] Json toJson(const std::vector<TableHash>& tables);
/// Parse where it is not what toJson() gives.
[[nodiscard]] Result<std::vector<TableHash>> tableHashesFrom(const Json& json, const std::string& place);

}  // namespace azr::store
