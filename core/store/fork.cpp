// A run begun from a checkpoint of another one: the rows up to there once more.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const ForkRows& row) {
    const RunRow& run = row.run;
    AZR_CHECK(write(database, run));
    for (const RuleHitRow& hit : row.ruleHits) AZR_CHECK(write(database, hit));
    AZR_CHECK(database.script(sql::fork, [&](Statement& statement) {
        statement.named(":fork", run.id.value)
            .named(":parent", run.forkedFrom.value)
            .named(":step", std::int64_t{run.forkedAt})
            .named(":shift", firstIdOf(run.id) - firstIdOf(run.forkedFrom))
            .named(":next_task", row.nextTask)
            .named(":next_attempt", row.nextAttempt);
    }));
    for (const CommandRow& command : row.commands) AZR_CHECK(write(database, command));
    for (const ConfigChangeRow& change : row.changes) AZR_CHECK(write(database, change));
    for (const RuleRow& rule : row.rules) AZR_CHECK(write(database, rule));
    for (const TaskId task : row.pinned)
        AZR_CHECK(write(database, MarkRow{task, {}, MarkRow::What::Pin, {}, true, run.created}));
    for (const TaskId task : row.waiting) AZR_CHECK(write(database, TaskStatusRow{task, "waiting"}));
    AZR_CHECK(write(database, row.checkpoint));
    AZR_CHECK(database.run(sql::fork_mark, run.id, run.forkedFrom, run.forkedAt, run.forkedChange, run.settings));
    return write(database, row.event);
}

}  // namespace azr::store
