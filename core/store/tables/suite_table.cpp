// Models put to suites: evaluations, their items, and completions.
#include <fmt/format.h>

#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {
namespace {

Result<std::int64_t> idOf(Database& database, const std::string& key) {
    AZR_TRY(Statement* const find, database.statement(sql::suite_evaluation_id));
    find->bind(key);
    AZR_TRY(const bool known, find->step());
    const std::int64_t id = known ? find->integer(0) : 0;
    find->reset();
    if (!known) return fail(ErrorCode::NotFound, fmt::format("there is no evaluation {}", key));
    return id;
}

}  // namespace

Status write(Database& database, const SuiteEvaluationRow& row) {
    AZR_CHECK(database.run(sql::suite_evaluation_upsert, row.key, row.suite, row.suiteHash, row.model, row.weightsHash,
                           row.run, row.step, row.during, row.settings, row.created, row.finished));
    if (row.items.empty()) return {};
    AZR_TRY(const std::int64_t id, idOf(database, row.key));
    for (const SuiteItemRow& item : row.items)
        AZR_CHECK(database.run(sql::suite_item_insert, id, item.place, item.item, item.kind, item.difficulty));
    return {};
}

Status write(Database& database, const SuiteAnswersRow& row) {
    AZR_TRY(const std::int64_t id, idOf(database, row.key));
    for (const SuiteCompletionRow& one : row.completions) {
        AZR_TRY(const std::int64_t prompt, storeText(database, one.prompt));
        AZR_TRY(const std::int64_t completion, storeText(database, one.completion));
        AZR_CHECK(database.run(sql::suite_completion_insert, id, one.place, one.greedy, one.sample, prompt, completion,
                               one.answer, one.vote, one.verdict, one.reason, one.detail, one.clipped, one.tokens));
    }
    return {};
}

}  // namespace azr::store
