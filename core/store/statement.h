/// A prepared statement. bind() takes the values of ?1, ?2, … in order; NaN binds NULL. Not thread-safe: it belongs to
/// its Database's thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/ids.h"

struct sqlite3;
struct sqlite3_stmt;

namespace azr::store {

/// Bytes bound as BLOB rather than TEXT.
struct Blob {
    std::string_view bytes;
};

class Statement {
  public:
    explicit Statement(sqlite3_stmt* handle) : m_handle(handle) {}
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    /// Resets the statement and binds all its values.
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int index = 0;
        (bindOne(++index, values), ...);
        return *this;
    }
    /// Binds a named parameter (":run"); one that the statement lacks is ignored.
    Statement& named(const char* name, std::int64_t value);
    Statement& named(const char* name, double value);
    Statement& named(const char* name, std::string_view value);

    [[nodiscard]] Result<bool> step();  ///< true: a row is there
    Status run();                       ///< steps to the end and resets
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;  ///< NULL reads as NaN
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] sqlite3_stmt* handle() const { return m_handle; }

  private:
    void bindOne(int index, std::int64_t value);
    void bindOne(int index, int value) { bindOne(index, static_cast<std::int64_t>(value)); }
    void bindOne(int index, std::uint64_t value) { bindOne(index, static_cast<std::int64_t>(value)); }
    void bindOne(int index, bool value) { bindOne(index, static_cast<std::int64_t>(value)); }
    void bindOne(int index, double value);
    void bindOne(int index, std::string_view value);
    void bindOne(int index, const std::string& value) { bindOne(index, std::string_view(value)); }
    void bindOne(int index, const char* value) { bindOne(index, std::string_view(value)); }
    void bindOne(int index, const Blob& value);
    template <class Tag>
    void bindOne(int index, Id<Tag> value) {
        bindOne(index, value.value);
    }

    sqlite3_stmt* m_handle = nullptr;
};

/// Reads the columns of a row from left to right.
class RowCursor {
  public:
    explicit RowCursor(const Statement& statement) : m_statement(statement) {}
    RowCursor& operator>>(std::int64_t& value) { return value = m_statement.integer(m_column++), *this; }
    RowCursor& operator>>(std::uint64_t& value) {
        return value = static_cast<std::uint64_t>(m_statement.integer(m_column++)), *this;
    }
    RowCursor& operator>>(int& value) { return value = static_cast<int>(m_statement.integer(m_column++)), *this; }
    RowCursor& operator>>(bool& value) { return value = m_statement.flag(m_column++), *this; }
    RowCursor& operator>>(double& value) { return value = m_statement.real(m_column++), *this; }
    RowCursor& operator>>(std::string& value) { return value = m_statement.text(m_column++), *this; }
    template <class Tag>
    RowCursor& operator>>(Id<Tag>& value) {
        return *this >> value.value;
    }

  private:
    const Statement& m_statement;
    int m_column = 0;
};

}  // namespace azr::store
