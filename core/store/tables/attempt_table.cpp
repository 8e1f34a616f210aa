// Attempts: what the solver answered, and what became of it.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const AttemptRow& row) {
    AZR_TRY(const std::int64_t prompt, storeText(database, row.prompt));
    AZR_TRY(const std::int64_t completion, storeText(database, row.completion));
    return database.run(sql::attempt_insert, row.id, row.run, row.task, row.step, row.kind, row.use, row.verdict,
                        row.reason, row.detail, row.loose, row.score, row.reward, row.advantage, row.answer, prompt,
                        completion, row.formatFailure, row.clipped, row.masked, row.trained, row.promptTokens,
                        row.tokens, row.logprobSum, row.share);
}

}  // namespace azr::store
