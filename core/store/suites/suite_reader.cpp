#include "core/store/suites/suite_reader.h"

#include <utility>

#include "core/store/database.h"
#include "core/store/reader.h"
#include "store_sql.h"

namespace azr::store {
namespace {

void read(const Statement& statement, SuiteEvaluationRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.key >> row.suite >> row.suiteHash >> row.model >> row.weightsHash >> row.run >> row.step;
    cursor >> row.during >> row.settings >> row.created >> row.finished >> row.done;
}

void read(const Statement& statement, SuiteItemRow& row) {
    RowCursor(statement) >> row.place >> row.item >> row.kind >> row.difficulty;
}

void read(const Statement& statement, SuiteCompletionRow& row) {
    RowCursor cursor(statement);
    cursor >> row.place >> row.greedy >> row.sample >> row.prompt >> row.completion >> row.answer >> row.vote;
    cursor >> row.verdict >> row.reason >> row.detail >> row.clipped >> row.tokens;
}

}  // namespace

template <class Row, class... Values>
Result<std::vector<Row>> SuiteReader::all(std::string_view sql, const Values&... values) {
    AZR_TRY(Statement* const statement, m_database.statement(sql));
    statement->bind(values...);
    std::vector<Row> rows;
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        read(*statement, rows.emplace_back());
    }
    statement->reset();
    return rows;
}

Result<std::vector<SuiteEvaluationRow>> SuiteReader::evaluations(std::optional<RunId> run) {
    return run ? all<SuiteEvaluationRow>(sql::suite_evaluations_of_run, *run)
               : all<SuiteEvaluationRow>(sql::suite_evaluations);
}

Result<std::optional<SuiteEvaluationRow>> SuiteReader::evaluation(const std::string& key) {
    AZR_TRY(std::vector<SuiteEvaluationRow> rows, all<SuiteEvaluationRow>(sql::suite_evaluation_by_key, key));
    if (rows.empty()) return std::nullopt;
    return std::optional(std::move(rows.front()));
}

Result<std::vector<SuiteItemRow>> SuiteReader::items(std::int64_t evaluation, int after) {
    return all<SuiteItemRow>(sql::suite_items, evaluation, after, kPageLimit);
}

Result<std::vector<SuiteCompletionRow>> SuiteReader::completions(std::int64_t evaluation, int after, int last) {
    return all<SuiteCompletionRow>(sql::suite_completions, evaluation, after, last);
}

Result<std::vector<SuiteCompletionRow>> SuiteReader::item(std::int64_t evaluation, int place) {
    return all<SuiteCompletionRow>(sql::suite_completion, evaluation, place);
}

}  // namespace azr::store
