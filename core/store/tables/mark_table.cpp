// What people write on tasks and runs, and the rules that a run keeps its tasks by.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

std::string nameOf(MarkRow::What what) {
    switch (what) {
        case MarkRow::What::Pin: return "pin";
        case MarkRow::What::Tag: return "tag";
        case MarkRow::What::Note: return "note";
        case MarkRow::What::Archive: return "archive";
        case MarkRow::What::Bin: return "bin";
    }
    return {};
}

}  // namespace

Status write(Database& database, const MarkRow& row) {
    const std::string subject = row.task.valid() ? "task" : "run";
    const std::int64_t id = row.task.valid() ? row.task.value : row.run.value;
    const std::string what = nameOf(row.what);
    // There is one note, and one of each of the others.
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
