#include "core/store/tables/cost_table.h"

#include "core/store/database.h"
#include "store_sql.h"

namespace azr::store {

Result<RunCosts> readCosts(Database& database, RunId run) {
    AZR_TRY(Statement* const sums, database.statement(sql::costs));
    sums->bind(run);
    RunCosts costs;
    AZR_TRY(const bool row, sums->step());
    if (row) {
        RowCursor cursor(*sums);
        cursor >> costs.proposals >> costs.proposalPromptTokens >> costs.proposalTokens;
        cursor >> costs.attempts >> costs.attemptPromptTokens >> costs.attemptTokens;
        cursor >> costs.steps >> costs.seconds;
    }
    sums->reset();
    return costs;
}

}  // namespace azr::store
