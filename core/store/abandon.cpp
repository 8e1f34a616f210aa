// Marking what a crash left behind: rows newer than the point a run goes on from.
#include <limits>

#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

/// The first id that goes: what the checkpoint says (0: there is none), else what the rows say (0: none). A checkpoint
/// that was asked for at the beginning of a step contains what people seeded then.
std::int64_t firstOf(std::int64_t found, std::int64_t known) {
    if (known > 0) return known;
    return found > 0 ? found : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

Status write(Database& database, const AbandonRows& row) {
    AZR_TRY(Statement* const bases, database.statement(sql::abandon_bases));
    bases->reset();
    bases->named(":run", row.run.value).named(":after", std::int64_t{row.afterStep});
    AZR_TRY(const bool found, bases->step());
    const std::int64_t firstTask = firstOf(found ? bases->integer(0) : 0, row.nextTask);
    const std::int64_t firstAttempt = firstOf(found ? bases->integer(1) : 0, row.nextAttempt);
    // The first abandoned id becomes the next free negative one.
    const std::int64_t taskBase = (found ? bases->integer(2) : 0) - 1 + firstTask;
    const std::int64_t attemptBase = (found ? bases->integer(3) : 0) - 1 + firstAttempt;
    bases->reset();
    AZR_CHECK(database.script(sql::abandon, [&](Statement& statement) {
        statement.named(":run", row.run.value)
            .named(":after", std::int64_t{row.afterStep})
            .named(":first_task", firstTask)
            .named(":first_attempt", firstAttempt)
            .named(":task_base", taskBase)
            .named(":attempt_base", attemptBase)
            .named(":first_change", std::int64_t{row.nextChange});
    }));
    for (const RuleHitRow& hit : row.ruleHits) AZR_CHECK(write(database, hit));
    return {};
}

}  // namespace azr::store
