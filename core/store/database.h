/// One SQLite connection: opening with the pragmas all of ours share (WAL, busy time-out), statements prepared once,
/// scripts, transactions. Belongs to one thread. Errors carry SQLite's message; ErrorCode::Exhausted means a full disk.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/store/statement.h"

namespace azr::store {

[[nodiscard]] tl::unexpected<Error> databaseError(sqlite3* connection, std::string place);

class Database {
  public:
    enum class Mode { ReadWrite, ReadOnly };

    /// ReadWrite creates the file. Does not migrate (migrations.h). ReadOnly also opens what lies in a folder that
    /// cannot be written, unless a crash left a write-ahead log there.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& file, Mode mode);
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Prepared at the first call and kept; the pointer stays valid as long as the Database.
    [[nodiscard]] Result<Statement*> statement(std::string_view sql);
    /// A statement of somebody else, not kept; InvalidArgument where it is none, or more than one.
    [[nodiscard]] Result<Statement> onlyStatement(std::string_view sql);
    /// Binds and runs a kept statement.
    template <class... Values>
    Status run(std::string_view sql, const Values&... values) {
        AZR_TRY(Statement* const prepared, statement(sql));
        return prepared->bind(values...).run();
    }
    /// Runs every statement of a script; `bind` may bind named parameters of each.
    Status script(std::string_view sql, const std::function<void(Statement&)>& bind = {});

    Status begin() { return script("BEGIN IMMEDIATE"); }
    Status commit() { return script("COMMIT"); }
    void rollback();
    [[nodiscard]] bool inTransaction() const;
    [[nodiscard]] std::int64_t lastId() const;
    [[nodiscard]] std::int64_t changes() const;                        ///< rows changed by the last statement
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);  ///< the first column of the first row
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
    [[nodiscard]] sqlite3* connection() const { return m_connection; }  ///< for this module

    /// Another database, only to be read, under a name in statements of this one, which was opened ReadWrite. Outside
    /// of a transaction.
    Status attach(const std::filesystem::path& file, std::string_view name);
    Status detach(std::string_view name);
    /// Asked now and then while a statement runs: false ends it with Cancelled. Empty: nobody is asked.
    void askWhileWorking(std::function<bool()> going);

  private:
    Database(sqlite3* connection, std::filesystem::path file);
    [[nodiscard]] static Result<Database> connect(const std::filesystem::path& file, const std::string& name,
                                                  int flags);
    [[nodiscard]] Result<Statement> prepare(std::string_view sql, std::string_view* rest, bool keep);

    sqlite3* m_connection = nullptr;
    std::filesystem::path m_file;
    std::map<std::string, Statement, std::less<>> m_statements;
    std::unique_ptr<std::function<bool()>> m_going;  ///< in a place that moves keep
};

}  // namespace azr::store
