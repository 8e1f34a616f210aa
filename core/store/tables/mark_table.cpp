// What people write on tasks and runs, and the rules that a run keeps its tasks by.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const MarkRow& row) {
    const std::string subject = row.task.valid() ? "task" : "run";
    const std::int64_t id = row.task.valid() ? row.task.value : row.run.value;
    const std::string what = row.what == MarkRow::What::Pin ? "pin" : row.what == MarkRow::What::Tag ? "tag" : "note";
    // There is one note, and one pin.
    if (row.what != MarkRow::What::Tag) AZR_CHECK(database.run(sql::mark_clear_all, subject, id, what));
    if (!row.on) return database.run(sql::mark_clear, subject, id, what, row.text);
    return database.run(sql::mark_set, subject, id, what, row.text, row.at);
}

Status write(Database& database, const RuleRow& row) {
    return database.run(sql::rule_set, row.run, row.rule, row.name, row.condition, row.act, row.tag, row.programs,
                        row.enabled, row.removed, row.step);
}

Status write(Database& database, const RuleHitRow& row) {
    return database.run(sql::rule_hit, row.run, row.rule, row.task, row.step);
}

}  // namespace azr::store
