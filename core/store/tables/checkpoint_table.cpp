// Checkpoints: one row per run and step; at most one of a run is the best.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const CheckpointRow& row) {
    AZR_CHECK(database.run(sql::checkpoint_forget, row.run, row.step));
    if (row.best) AZR_CHECK(database.run(sql::checkpoint_best, row.run));
    return database.run(sql::checkpoint_insert, row.run, row.step, row.folder, row.weightsHash, row.optimizerHash,
                        row.bytes, row.best, row.removed, row.created);
}

Status write(Database& database, const CheckpointRemovedRow& row) {
    return database.run(sql::checkpoint_removed, row.run, row.step);
}

}  // namespace azr::store
