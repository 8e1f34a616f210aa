// Events: alerts and whatever else a person should find in the log.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const EventRow& row) {
    return database.run(sql::event_insert, row.run, row.step, row.severity, row.code, row.text, row.at);
}

}  // namespace azr::store
