// Buffer events, the contents they add up to, and the status they give their task.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const BufferEventRow& row) {
    AZR_CHECK(database.run(sql::buffer_event_insert, row.run, row.step, row.kind, row.task, row.action, row.reason,
                           row.size));
    const bool added = row.action == "add";
    AZR_CHECK(database.run(added ? sql::buffer_add : sql::buffer_remove, row.run, row.kind, row.task));
    const char* status = added ? "admitted" : row.action == "evict" ? "evicted" : "vetoed";
    return database.run(sql::task_status, row.task, status);
}

}  // namespace azr::store
