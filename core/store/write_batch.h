/// The rows of the open transaction. They are kept until a commit succeeded, so that a full disk loses nothing: after a
/// failure the transaction is rolled back and retry() applies the same rows again. Belongs to the writer thread.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/store/database.h"
#include "core/store/writer.h"

namespace azr::store {

class WriteBatch {
  public:
    explicit WriteBatch(Database& database) : m_database(database) {}

    /// Applies the row in a transaction, begun if none is open. A row that the schema refuses is dropped and its error
    /// returned; after any other error the batch waits for retry().
    Status add(Row row);
    Status commit();
    /// Applies everything again, in order; then commit() as usual.
    Status retry();
    /// Gives the rows up.
    void drop();

    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] const ChangedTables& changed() const { return m_changed; }
    /// True when trying again may help: a full disk, a busy file, an input/output error.
    [[nodiscard]] static bool retryable(const Error& error);

  private:
    Status apply(const Row& row);

    Database& m_database;
    std::vector<Row> m_rows;
    ChangedTables m_changed;
};

/// What a row changes.
[[nodiscard]] std::pair<RunId, std::uint32_t> changeOf(const Row& row);

}  // namespace azr::store
