#include "core/store/asking/query.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/store/database.h"
#include "store_sql.h"

namespace azr::store {

namespace {

constexpr int kStepsBetweenLooks = 1000;  ///< of SQLite's machine, far below a millisecond

/// What a SELECT does: reads, functions, recursion. Two functions reach beyond the database; the index of texts asks
/// for the version of the data.
int authorize(void* /*user*/, int action, const char* first, const char* second, const char* /*database*/,
              const char* /*trigger*/) {
    const std::string_view name = second == nullptr ? "" : second;
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_READ:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_FUNCTION: return name == "load_extension" || name == "fts3_tokenizer" ? SQLITE_DENY : SQLITE_OK;
        case SQLITE_PRAGMA: return std::string_view(first) == "data_version" ? SQLITE_OK : SQLITE_DENY;
        default: return SQLITE_DENY;
    }
}

/// The indexes of texts are virtual tables: what they do to be opened is no SELECT, so it is done before.
Status openSearches(Database& database) {
    std::vector<std::string> names;
    AZR_TRY(Statement* const tables, database.statement(sql::schema_searches));
    tables->reset();
    for (;;) {
        AZR_TRY(const bool row, tables->step());
        if (!row) break;
        names.push_back(tables->text(0));
    }
    tables->reset();
    for (const std::string& name : names) AZR_CHECK(database.script(fmt::format(fmt::runtime(sql::open_search), name)));
    return {};
}

SqlValue valueAt(sqlite3_stmt* statement, int column) {
    const auto bytes = [&](const void* data) {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
    };
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: return bytes(sqlite3_column_text(statement, column));
        case SQLITE_BLOB: return Bytes{bytes(sqlite3_column_blob(statement, column))};
        default: return std::monostate();
    }
}

class ReadOnlyQuery final : public Query {
  public:
    ReadOnlyQuery(Database database, QueryLimits limits)
        : m_database(std::move(database)), m_limits(std::move(limits)) {}

    Status prepare(std::string_view sql);
    const std::vector<std::string>& columns() const override { return m_columns; }
    Result<bool> next(std::vector<SqlValue>& row) override;
    void cancel() override { m_cancelled.store(true, std::memory_order_relaxed); }

  private:
    static int look(void* self) { return static_cast<ReadOnlyQuery*>(self)->mustEnd() ? 1 : 0; }
    [[nodiscard]] bool mustEnd() const {
        const bool late = m_limits.time.count() > 0 && m_spent + (m_limits.now() - m_began) > m_limits.time;
        return m_cancelled.load(std::memory_order_relaxed) || late;
    }
    [[nodiscard]] tl::unexpected<Error> ended();

    Database m_database;
    const QueryLimits m_limits;
    std::optional<Statement> m_statement;  // behind the database, which outlives it
    std::vector<std::string> m_columns;
    std::chrono::duration<double> m_spent{0};
    std::chrono::steady_clock::time_point m_began;
    std::atomic<bool> m_cancelled{false};
    bool m_done = false;
};

Status ReadOnlyQuery::prepare(std::string_view sql) {
    AZR_CHECK(openSearches(m_database));
    sqlite3* const connection = m_database.connection();
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, static_cast<int>(kLongestValue));
    sqlite3_set_authorizer(connection, &authorize, nullptr);
    sqlite3_progress_handler(connection, kStepsBetweenLooks, &look, this);
    m_began = m_limits.now();
    auto prepared = m_database.onlyStatement(sql);
    if (!prepared && sqlite3_errcode(connection) == SQLITE_AUTH)
        return fail(ErrorCode::InvalidArgument, "only SELECT may be asked: " + prepared.error().detail, "SQL");
    if (!prepared) return fail(ErrorCode::InvalidArgument, prepared.error().detail, "SQL", prepared.error().remedy);
    m_statement.emplace(std::move(*prepared));
    sqlite3_stmt* const handle = m_statement->handle();
    if (sqlite3_stmt_readonly(handle) == 0 || sqlite3_stmt_isexplain(handle) != 0 || sqlite3_column_count(handle) == 0)
        return fail(ErrorCode::InvalidArgument, "only SELECT may be asked", "SQL");
    for (int i = 0; i < sqlite3_column_count(handle); ++i) m_columns.emplace_back(sqlite3_column_name(handle, i));
    return {};
}

tl::unexpected<Error> ReadOnlyQuery::ended() {
    if (m_cancelled.load(std::memory_order_relaxed)) return fail(ErrorCode::Cancelled, "cancelled", "SQL");
    return fail(ErrorCode::Exhausted, fmt::format("it took more than {:g} s", m_limits.time.count()), "SQL",
                "ask for less, or give it more time");
}

Result<bool> ReadOnlyQuery::next(std::vector<SqlValue>& row) {
    if (m_done) return false;
    m_began = m_limits.now();
    if (mustEnd()) return ended();
    auto there = m_statement->step();
    m_spent += m_limits.now() - m_began;
    if (!there && sqlite3_errcode(m_database.connection()) == SQLITE_INTERRUPT) return ended();
    if (!there) return tl::make_unexpected(there.error());
    m_done = !*there;
    if (m_done) return false;
    row.clear();
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) row.push_back(valueAt(m_statement->handle(), i));
    return true;
}

std::string hexOf(std::string_view bytes) {
    std::string hex;
    for (const char c : bytes) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
    return hex;
}

/// Not within a character.
std::string cut(const std::string& text, std::size_t most) {
    if (most == 0 || text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most) + "…";
}

}  // namespace

std::string textOf(const SqlValue& value, std::size_t mostBytes) {
    struct Text {
        std::size_t most;
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(const std::string& text) const { return cut(text, most); }
        std::string operator()(const Bytes& blob) const {
            const std::size_t shown = most == 0 ? blob.bytes.size() : std::min(most / 2, blob.bytes.size());
            const std::string hex = hexOf(std::string_view(blob.bytes).substr(0, shown));
            return shown < blob.bytes.size() ? fmt::format("X'{}…'", hex) : fmt::format("X'{}'", hex);
        }
    };
    return std::visit(Text{mostBytes}, value);
}

Result<std::unique_ptr<Query>> Query::open(const std::filesystem::path& file, std::string_view sql,
                                           QueryLimits limits) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return fail(ErrorCode::NotFound, "there is no database here", file.string());
    AZR_TRY(Database database, Database::open(file, Database::Mode::ReadOnly));
    auto query = std::make_unique<ReadOnlyQuery>(std::move(database), std::move(limits));
    AZR_CHECK(query->prepare(sql));
    return query;
}

}  // namespace azr::store
