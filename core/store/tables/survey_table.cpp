#include "core/store/tables/survey_table.h"

#include <charconv>
#include <string_view>

#include "core/store/database.h"
#include "store_sql.h"

namespace azr::store {
namespace {

/// "12,15"
std::vector<TaskId> idsIn(std::string_view text) {
    std::vector<TaskId> ids;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at < end) {
        std::int64_t id = 0;
        const auto [next, error] = std::from_chars(at, end, id);
        if (error != std::errc()) break;
        ids.push_back(TaskId{id});
        at = next + 1;
    }
    return ids;
}

SurveyTask taskOf(const Statement& statement) {
    SurveyTask task;
    std::string parents;
    RowCursor cursor(statement);
    cursor >> task.id >> task.step >> task.kind >> task.origin >> task.valid >> task.buffered;
    cursor >> task.program >> task.input >> task.outputType >> task.complexity >> task.halstead >> task.distance;
    cursor >> task.learnability >> task.nearDuplicate >> task.composite >> task.degenerate >> task.tokens >> parents;
    task.parents = idsIn(parents);
    return task;
}

SurveyEntry entryOf(const Statement& statement) {
    SurveyEntry entry;
    RowCursor(statement) >> entry.step >> entry.task;
    return entry;
}

AttemptLengths lengthsOf(const Statement& statement) {
    AttemptLengths lengths;
    int outcome = 0;
    RowCursor(statement) >> lengths.step >> outcome >> lengths.count >> lengths.tokens;
    lengths.outcome = static_cast<Outcome>(outcome);
    return lengths;
}

template <class Row>
Result<std::vector<Row>> rowsOf(Database& database, std::string_view sql, Row (*of)(const Statement&), RunId run,
                                int first, int last) {
    AZR_TRY(Statement* const statement, database.statement(sql));
    statement->bind(run, first, last);
    std::vector<Row> rows;
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        rows.push_back(of(*statement));
    }
    statement->reset();
    return rows;
}

}  // namespace

Result<std::vector<SurveyTask>> readSurveyTasks(Database& database, RunId run, int first, int last) {
    return rowsOf(database, sql::survey_tasks, &taskOf, run, first, last);
}

Result<std::vector<SurveyEntry>> readSurveyEntries(Database& database, RunId run, int first, int last) {
    return rowsOf(database, sql::survey_entries, &entryOf, run, first, last);
}

Result<std::vector<AttemptLengths>> readAttemptLengths(Database& database, RunId run, int first, int last) {
    return rowsOf(database, sql::attempt_lengths, &lengthsOf, run, first, last);
}

}  // namespace azr::store
