#include "core/store/tables/task_counts.h"

#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "core/store/database.h"
#include "store_sql.h"

namespace azr::store {
namespace {

Status forEachRow(Database& database, std::string_view sql, RunId run, int first, int last,
                  const std::function<void(const Statement&)>& use) {
    AZR_TRY(Statement* const statement, database.statement(sql));
    statement->bind(run, first, last);
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        use(*statement);
    }
    statement->reset();
    return {};
}

}  // namespace

Result<std::vector<TaskCounts>> readTaskCounts(Database& database, RunId run, int first, int last) {
    // A step may try tasks of a kind that it proposed none of, and the other way round.
    std::map<std::pair<int, std::string>, TaskCounts> found;
    const auto countsOf = [&found](int step, const std::string& kind) -> TaskCounts& {
        TaskCounts& counts = found[{step, kind}];
        counts.step = step;
        counts.kind = kind;
        return counts;
    };
    AZR_CHECK(forEachRow(database, sql::estimated_tasks, run, first, last, [&](const Statement& row) {
        TaskCounts read;
        RowCursor cursor(row);
        cursor >> read.step >> read.kind >> read.estimated >> read.composites >> read.proposals >> read.clipped;
        countsOf(read.step, read.kind) = read;
    }));
    AZR_CHECK(forEachRow(database, sql::attempts_by_task, run, first, last, [&](const Statement& row) {
        int step = 0;
        std::string kind;
        AttemptsAtTask read;
        RowCursor cursor(row);
        cursor >> step >> kind >> read.task >> read.trained >> read.rollout >> read.completions >> read.answers;
        cursor >> read.solved >> read.loose >> read.wellFormed >> read.clipped;
        countsOf(step, kind).attempts.push_back(read);
    }));
    std::vector<TaskCounts> counts;
    counts.reserve(found.size());
    for (auto& [key, one] : found) counts.push_back(std::move(one));
    return counts;
}

}  // namespace azr::store
