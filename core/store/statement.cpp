#include "core/store/statement.h"

#include <sqlite3.h>

#include <limits>
#include <utility>

#include "core/store/database.h"

namespace azr::store {

Statement::Statement(Statement&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(m_handle, other.m_handle);
    return *this;
}

Statement::~Statement() {
    sqlite3_finalize(m_handle);
}

Statement& Statement::named(const char* name, std::int64_t value) {
    if (const int index = sqlite3_bind_parameter_index(m_handle, name)) bindOne(index, value);
    return *this;
}

Statement& Statement::named(const char* name, double value) {
    if (const int index = sqlite3_bind_parameter_index(m_handle, name)) bindOne(index, value);
    return *this;
}

Statement& Statement::named(const char* name, std::string_view value) {
    if (const int index = sqlite3_bind_parameter_index(m_handle, name)) bindOne(index, value);
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const std::string sql = sqlite3_sql(m_handle);
    auto error = databaseError(sqlite3_db_handle(m_handle), sql.substr(0, sql.find('\n')));
    sqlite3_reset(m_handle);
    return error;
}

Status Statement::run() {
    for (;;) {
        AZR_TRY(const bool row, step());
        if (!row) break;
    }
    sqlite3_reset(m_handle);
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_handle);
    sqlite3_clear_bindings(m_handle);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_handle, column);
}

double Statement::real(int column) const {
    if (sqlite3_column_type(m_handle, column) == SQLITE_NULL) return std::numeric_limits<double>::quiet_NaN();
    return sqlite3_column_double(m_handle, column);
}

std::string Statement::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_handle, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

void Statement::bindOne(int index, std::int64_t value) {
    sqlite3_bind_int64(m_handle, index, value);
}

void Statement::bindOne(int index, double value) {
    sqlite3_bind_double(m_handle, index, value);
}

void Statement::bindOne(int index, std::string_view value) {
    sqlite3_bind_text64(m_handle, index, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void Statement::bindOne(int index, const Blob& value) {
    sqlite3_bind_blob64(m_handle, index, value.bytes.data() == nullptr ? "" : value.bytes.data(), value.bytes.size(),
                        SQLITE_TRANSIENT);
}

}  // namespace azr::store
