/// One SELECT that a person wrote, over the workspace's database (SCHEMA.md): opened read-only, with an authorizer that
/// lets it read and nothing else, within a time limit, row by row as it is asked for them. Other connections go on
/// reading and writing meanwhile. One thread; cancel() comes from any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"

namespace azr::store {

/// What a cell holds: NULL, INTEGER, REAL, TEXT, BLOB.
struct Bytes {
    std::string bytes;
};
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
/// As a text for people: empty for NULL, the shortest digits that give a number again, X'…' for a BLOB of up to
/// `mostBytes` (0: all); what is longer ends with "…".
[[nodiscard]] std::string textOf(const SqlValue& value, std::size_t mostBytes = 0);

struct QueryLimits {
    std::chrono::duration<double> time{60};  ///< of reading, not of what is done with the rows; 0: none
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

class Query {
  public:
    static constexpr std::size_t kLongestValue = 64U << 20;  ///< bytes of one value; a larger one is an error

    /// NotFound: no database; InvalidArgument: not one SELECT (WITH and VALUES count), or not one that may be asked,
    /// with what SQLite says.
    [[nodiscard]] static Result<std::unique_ptr<Query>> open(const std::filesystem::path& database,
                                                             std::string_view sql, QueryLimits limits = {});
    virtual ~Query() = default;

    [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
    /// The next row into `row`; false: there is none. Cancelled after cancel(), Exhausted past the time limit.
    [[nodiscard]] virtual Result<bool> next(std::vector<SqlValue>& row) = 0;
    virtual void cancel() = 0;  ///< next() ends soon; thread-safe
};

}  // namespace azr::store
