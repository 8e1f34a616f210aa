// Marking what a crash left behind: rows newer than the point a run goes on from.
#include "core/store/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const AbandonRows& row) {
    AZR_TRY(Statement* const bases, database.statement(sql::abandon_bases));
    bases->reset();
    bases->named(":run", row.run.value).named(":after", std::int64_t{row.afterStep});
    AZR_TRY(const bool found, bases->step());
    const std::int64_t taskBase = found ? bases->integer(0) : 0;
    const std::int64_t attemptBase = found ? bases->integer(1) : 0;
    bases->reset();
    return database.script(sql::abandon, [&](Statement& statement) {
        statement.named(":run", row.run.value)
            .named(":after", std::int64_t{row.afterStep})
            .named(":task_base", taskBase)
            .named(":attempt_base", attemptBase);
    });
}

}  // namespace azr::store
