#include "core/store/carry/carry.h"

#include <fmt/format.h>

#include "core/store/rows.h"
#include "store_sql.h"

namespace azr::store {

namespace {

constexpr const char* kOrigin = "origin";

void bind(Statement& statement, const Carry& what) {
    statement.named(":run", what.run.value)
        .named(":as", what.as.value)
        .named(":keep", std::int64_t{what.keep ? 1 : 0})
        .named(":shift", firstIdOf(what.as) - firstIdOf(what.run));
    if (!what.model) return;
    statement.named(":model", what.model->folder)
        .named(":config", what.model->config)
        .named(":settings", what.model->settings);
}

Status fill(Database& into, const Carry& what) {
    const auto bound = [&](Statement& statement) { bind(statement, what); };
    AZR_CHECK(into.script(sql::carry_begin));
    if (what.keep) AZR_CHECK(into.script(sql::carry_commands, bound));
    for (const CarriedCommand& one : what.commands)
        AZR_CHECK(into.run(sql::carry_command, one.id, one.number, one.undoes, one.body, one.answer));
    for (const CarriedCheckpoint& one : what.checkpoints)
        AZR_CHECK(into.run(sql::carry_checkpoint, one.step, one.bytes));
    AZR_CHECK(into.script(sql::carry, bound));
    if (what.searchable) AZR_CHECK(into.script(sql::carry_search, bound));
    AZR_CHECK(into.script(sql::carry_end));
    return {};
}

Status isThere(Database& into, const Carry& what) {
    AZR_TRY(Statement* const found, into.statement(sql::carry_run));
    found->bind(what.run);
    AZR_TRY(const bool row, found->step());
    found->reset();
    if (row) return {};
    return fail(ErrorCode::NotFound, fmt::format("there is no run {}", what.run.value), what.from.string());
}

Status carryAttached(Database& into, const Carry& what, const Going& going) {
    AZR_CHECK(isThere(into, what));
    if (going && !going()) return fail(ErrorCode::Cancelled, "was ended");
    AZR_CHECK(into.begin());
    Status done = fill(into, what);
    if (done) done = into.commit();
    if (!done) into.rollback();
    return done;
}

}  // namespace

Status carry(Database& into, const Carry& what, const Going& going) {
    AZR_CHECK(into.attach(what.from, kOrigin));
    into.askWhileWorking(going);
    Status done = carryAttached(into, what, going);
    into.askWhileWorking({});
    Status detached = into.detach(kOrigin);
    return done ? detached : done;
}

}  // namespace azr::store
