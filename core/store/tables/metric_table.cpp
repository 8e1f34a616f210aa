// Metrics: one number per run, name and step; measuring again replaces it. And what each stream was whitened with.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const MetricRow& row) {
    AZR_TRY(Statement* const find, database.statement(sql::metric_name_find));
    find->bind(row.name);
    AZR_TRY(const bool known, find->step());
    std::int64_t name = known ? find->integer(0) : 0;
    find->reset();
    if (!known) {
        AZR_CHECK(database.run(sql::metric_name_insert, row.name, row.deterministic));
        name = database.lastId();
    }
    return database.run(sql::metric_upsert, row.run, name, row.step, row.value);
}

Status write(Database& database, const StreamMomentsRow& row) {
    return database.run(sql::stream_moments_upsert, row.run, row.step, row.stream, row.mean, row.deviation, row.samples,
                        row.weight, row.byTokens, row.baseline, row.roleWeight);
}

}  // namespace azr::store
