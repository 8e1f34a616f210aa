#include "core/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <system_error>
#include <utility>

namespace azr::store {

namespace {

constexpr int kBusyMilliseconds = 5000;

ErrorCode codeOf(int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
        case SQLITE_NOMEM: return ErrorCode::Exhausted;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return ErrorCode::Conflict;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorCode::Corrupt;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM: return ErrorCode::Io;
        case SQLITE_INTERRUPT: return ErrorCode::Cancelled;
        default: return ErrorCode::Internal;
    }
}

/// A database that nobody can write to. SQLite would want to make the files of the write-ahead log even for a reader.
bool isFrozen(const std::filesystem::path& file) {
    std::error_code ignored;
    const auto log = std::filesystem::file_size(file.string() + "-wal", ignored);
    const bool logged = !ignored && log > 0;
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    return !logged && ::access(folder.c_str(), W_OK) != 0;
}

/// `how`: "immutable=1", …
std::string uriOf(const std::filesystem::path& file, const char* how) {
    std::string uri = "file:";
    for (const char c : file.string()) {
        const bool special = c == '%' || c == '?' || c == '#';
        uri += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
    }
    return uri + "?" + how;
}

/// How a database that is only read is opened.
std::string readingUri(const std::filesystem::path& file) {
    return uriOf(file, isFrozen(file) ? "immutable=1" : "mode=ro");
}

/// A path that begins with "file:" would be taken for a URI.
std::string writingName(const std::filesystem::path& file) {
    return file.string().starts_with("file:") ? "./" + file.string() : file.string();
}

constexpr int kInstructionsBetween = 100'000;  // of SQLite's machine: a millisecond or so

int stops(void* going) {
    return (*static_cast<std::function<bool()>*>(going))() ? 0 : 1;
}

}  // namespace

tl::unexpected<Error> databaseError(sqlite3* connection, std::string place) {
    const int code = connection == nullptr ? SQLITE_NOMEM : sqlite3_errcode(connection);
    const char* text = connection == nullptr ? "out of memory" : sqlite3_errmsg(connection);
    std::string remedy;
    if ((code & 0xFF) == SQLITE_FULL) remedy = "free some disk space";
    if (codeOf(code) == ErrorCode::Corrupt) remedy = "put a copy of it in its place, or move it away to begin anew";
    return fail(codeOf(code), text, std::move(place), std::move(remedy));
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode) {
    if (mode == Mode::ReadOnly) {
        const bool frozen = isFrozen(file);
        return connect(file, frozen ? readingUri(file) : file.string(),
                       SQLITE_OPEN_READONLY | (frozen ? SQLITE_OPEN_URI : 0));
    }
    AZR_TRY(Database database,
            connect(file, writingName(file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI));
    // FULL: with NORMAL a power cut takes back commits whose word was relied on, as when old checkpoints were removed.
    AZR_CHECK(database.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"));
    return database;
}

Result<Database> Database::connect(const std::filesystem::path& file, const std::string& name, int flags) {
    sqlite3* connection = nullptr;
    if (sqlite3_open_v2(name.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
        auto error = databaseError(connection, file.string());
        sqlite3_close(connection);
        return error;
    }
    sqlite3_busy_timeout(connection, kBusyMilliseconds);
    Database database(connection, file);
    // SQLite looks into the file with the first statement only.
    if (auto version = database.integer("PRAGMA user_version"); !version) {
        version.error().place = file.string();
        return tl::make_unexpected(version.error());
    }
    return database;
}

Database::Database(sqlite3* connection, std::filesystem::path file)
    : m_connection(connection), m_file(std::move(file)) {}

Database::Database(Database&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr)),
      m_file(std::move(other.m_file)),
      m_statements(std::move(other.m_statements)),
      m_going(std::move(other.m_going)) {}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(m_connection, other.m_connection);
    std::swap(m_file, other.m_file);
    std::swap(m_statements, other.m_statements);
    std::swap(m_going, other.m_going);
    return *this;
}

Database::~Database() {
    m_statements.clear();
    sqlite3_close(m_connection);
}

Result<Statement> Database::prepare(std::string_view sql, std::string_view* rest, bool keep) {
    sqlite3_stmt* handle = nullptr;
    const char* tail = nullptr;
    const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
    if (sqlite3_prepare_v3(m_connection, sql.data(), static_cast<int>(sql.size()), flags, &handle, &tail) != SQLITE_OK)
        return databaseError(m_connection, std::string(sql.substr(0, 400)));
    if (rest != nullptr) *rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
    return Statement(handle);
}

Result<Statement*> Database::statement(std::string_view sql) {
    const auto found = m_statements.find(sql);
    if (found != m_statements.end()) return &found->second;
    AZR_TRY(Statement prepared, prepare(sql, nullptr, true));
    return &m_statements.emplace(std::string(sql), std::move(prepared)).first->second;
}

Result<Statement> Database::onlyStatement(std::string_view sql) {
    std::string_view rest;
    AZR_TRY(Statement statement, prepare(sql, &rest, false));
    if (statement.handle() == nullptr) return fail(ErrorCode::InvalidArgument, "there is no statement");
    while (!rest.empty()) {
        AZR_TRY(const Statement another, prepare(rest, &rest, false));
        if (another.handle() != nullptr)
            return fail(ErrorCode::InvalidArgument, "there is more than one statement", {}, "ask them one by one");
    }
    return statement;
}

Status Database::script(std::string_view sql, const std::function<void(Statement&)>& bind) {
    while (!sql.empty()) {
        AZR_TRY(Statement statement, prepare(sql, &sql, false));
        if (statement.handle() == nullptr) continue;  // white space or a comment
        if (bind) bind(statement);
        AZR_CHECK(statement.run());
    }
    return {};
}

void Database::rollback() {
    for (auto& [sql, statement] : m_statements) statement.reset();
    if (inTransaction()) (void)script("ROLLBACK");
}

bool Database::inTransaction() const {
    return sqlite3_get_autocommit(m_connection) == 0;
}

std::int64_t Database::lastId() const {
    return sqlite3_last_insert_rowid(m_connection);
}

Status Database::attach(const std::filesystem::path& other, std::string_view name) {
    AZR_TRY(Statement* const attaching, statement("ATTACH ?1 AS ?2"));
    Status done = attaching->bind(readingUri(other), name).run();
    if (!done && done.error().place.starts_with("ATTACH")) done.error().place = other.string();
    return done;
}

Status Database::detach(std::string_view name) {
    return run("DETACH ?1", name);
}

void Database::askWhileWorking(std::function<bool()> going) {
    sqlite3_progress_handler(m_connection, 0, nullptr, nullptr);
    m_going = going ? std::make_unique<std::function<bool()>>(std::move(going)) : nullptr;
    if (m_going) sqlite3_progress_handler(m_connection, kInstructionsBetween, stops, m_going.get());
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(m_connection);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    AZR_TRY(Statement* const prepared, statement(sql));
    prepared->reset();
    AZR_TRY(const bool row, prepared->step());
    const std::int64_t value = row ? prepared->integer(0) : 0;
    prepared->reset();
    return value;
}

}  // namespace azr::store
