// Evaluations and their items.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const EvaluationRow& row) {
    AZR_CHECK(database.run(sql::evaluation_insert, row.run, row.step, row.suite, row.created));
    const std::int64_t evaluation = database.lastId();
    for (const EvaluationItemRow& item : row.items)
        AZR_CHECK(database.run(sql::evaluation_item_insert, evaluation, item.item, item.kind, item.greedy, item.solved,
                               item.answer));
    return {};
}

}  // namespace azr::store
