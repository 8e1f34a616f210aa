// Commands: pending when posted, then applied or refused.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const CommandRow& row) {
    if (row.name.empty())  // an answer to a command whose row is there
        return database.run(sql::command_answer, row.id, row.status, row.answer, row.step, row.phase, row.ordinal);
    return database.run(sql::command_upsert, row.id, row.run, row.name, row.body, row.status, row.answer, row.posted,
                        row.step, row.phase, row.ordinal, row.task, row.undoes);
}

}  // namespace azr::store
