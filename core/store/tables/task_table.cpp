// Tasks, their lineage and the index over their text.
#include <fmt/format.h>

#include <cmath>

#include "core/base/json.h"
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

std::string importsJson(const TaskRow& row) {
    return dumpLine(Json(row.imports));
}

std::string pairsJson(const TaskRow& row) {
    Json pairs = Json::array();
    for (const PairRow& pair : row.pairs) pairs.push_back(Json::array({pair.input, pair.output}));
    return dumpLine(pairs);
}

/// Columns that pages are sorted by hold no NULL, which a keyset would lose.
double ordered(double value) {
    return std::isnan(value) ? -1 : value;
}

}  // namespace

Status write(Database& database, const TaskRow& row) {
    AZR_TRY(const std::int64_t program, storeText(database, row.program));
    AZR_TRY(const std::int64_t prompt, storeText(database, row.prompt));
    AZR_TRY(const std::int64_t completion, storeText(database, row.completion));
    AZR_CHECK(database.run(sql::task_insert, row.id, row.run, row.kind, row.origin, row.step, row.status, row.verdict,
                           row.reason, row.detail, program, importsJson(row), row.input, row.output, row.outputType,
                           row.message, pairsJson(row), row.complexity, row.halstead, row.distance, row.diversity,
                           row.inputDiversity, row.nodes, row.lines, row.signatureCount, row.nearDuplicate,
                           row.coinFlip, ordered(row.learnability), row.learnReward, ordered(row.reward), row.advantage,
                           prompt, completion, row.formatFailure, row.clipped, row.masked, row.promptTokens, row.tokens,
                           row.logprobSum, row.score, row.barred, row.taskClass, row.cyclomatic, row.effort, row.volume,
                           row.similarity, row.trained, row.degenerate));
    // The body is the view's, which abandoning takes out of the index again.
    AZR_CHECK(database.run(sql::task_search_insert, row.id));
    if (!row.completion.empty()) AZR_CHECK(database.run(sql::completion_search_insert, row.id, row.completion));
    for (std::size_t i = 0; i < row.references.size(); ++i)
        AZR_CHECK(database.run(sql::task_reference_insert, row.id, static_cast<std::int64_t>(i), row.references[i]));
    for (std::size_t i = 0; i < row.given.size(); ++i) {
        AZR_TRY(const std::int64_t text, storeText(database, row.given[i].program));
        AZR_CHECK(database.run(sql::task_given_insert, row.id, static_cast<std::int64_t>(i), row.given[i].task, text));
    }
    return {};
}

Status write(Database& database, const TaskScoreRow& row) {
    return database.run(sql::task_score, row.task, ordered(row.learnability), ordered(row.reward), row.advantage,
                        row.learnReward, row.score, row.masked, row.barred, row.taskClass, row.trained);
}

Status write(Database& database, const TaskStatusRow& row) {
    return database.run(sql::task_status, row.task, row.status);
}

}  // namespace azr::store
