#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>

#include "core/base/json.h"
#include "core/store/task_reader_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

struct Order {
    std::string_view key, index;
};

Order orderOf(TaskSort sort) {
    switch (sort) {
        case TaskSort::Step: return {"t.step", "tasks_by_step"};
        case TaskSort::SolveRate: return {"t.learnability", "tasks_by_solve_rate"};
        case TaskSort::Learnability:
            return {"(CASE WHEN t.learnability >= 0 THEN coalesce(t.learn_reward, 0) ELSE -1 END)",
                    "tasks_by_learnability"};
        case TaskSort::Reward: return {"t.reward", "tasks_by_reward"};
        case TaskSort::Complexity: return {"t.complexity", "tasks_by_complexity"};
        case TaskSort::Id: break;
    }
    return {"t.id", "tasks_by_id"};
}

std::string replaceAll(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// A bound's two names are bound by bindTaskFilter().
struct BoundColumn {
    std::string_view column;
    const char* least;
    const char* most;
    Bounds TaskFilter::*bounds;
};
constexpr std::array<BoundColumn, 5> kBounded = {
    {{"t.step", ":step_least", ":step_most", &TaskFilter::steps},
     {"t.learnability", ":solve_rate_least", ":solve_rate_most", &TaskFilter::solveRate},
     {"t.learn_reward", ":learnability_least", ":learnability_most", &TaskFilter::learnability},
     {"t.reward", ":reward_least", ":reward_most", &TaskFilter::reward},
     {"t.complexity", ":complexity_least", ":complexity_most", &TaskFilter::complexity}}};

/// Ids count up with the steps, so that a walk along the ids can begin and end at those of the bounds. Rows that a
/// crash left behind have others.
std::string idsOfStepsSql(const TaskFilter& filter) {
    constexpr std::string_view kFirst =
        " AND t.id >= (SELECT id FROM tasks INDEXED BY tasks_by_step"
        " WHERE run = :run AND step >= :step_least AND id > 0 ORDER BY step, id LIMIT 1)";
    constexpr std::string_view kLast =
        " AND t.id <= (SELECT id FROM tasks INDEXED BY tasks_by_step"
        " WHERE run = :run AND step <= :step_most AND id > 0 ORDER BY step DESC, id DESC LIMIT 1)";
    if (filter.abandoned || filter.status == "abandoned") return {};
    std::string where;
    if (filter.steps.least) where += kFirst;
    if (filter.steps.most) where += kLast;
    return where;
}

std::string boundsSql(const TaskFilter& filter) {
    std::string where = idsOfStepsSql(filter);
    for (const BoundColumn& one : kBounded) {
        const Bounds& bounds = filter.*one.bounds;
        if (bounds.least) where += fmt::format(" AND {} >= {}", one.column, one.least);
        if (bounds.most) where += fmt::format(" AND {} <= {}", one.column, one.most);
    }
    if (filter.solveRate.any() || filter.learnability.any()) where += " AND t.learnability >= 0";  // -1: not estimated
    if (filter.nearDuplicate)
        where += *filter.nearDuplicate ? " AND t.near_duplicate = 1" : " AND t.near_duplicate = 0";
    return where;
}

/// The orders that decide anything: up to the id, which is there once.
std::span<const TaskOrder> deciding(const TaskQuery& query) {
    const std::span<const TaskOrder> order = query.order;
    const auto id = std::ranges::find(order, TaskSort::Id, &TaskOrder::by);
    return order.first(static_cast<std::size_t>(id - order.begin()));
}

bool idDescends(const TaskQuery& query) {
    const auto id = std::ranges::find(query.order, TaskSort::Id, &TaskOrder::by);
    return id == query.order.end() ? query.order.back().descending : id->descending;
}

TaskSort firstOf(const TaskQuery& query) {
    return query.order.front().by;
}

/// "t.step DESC, t.id DESC"
std::string orderSql(const TaskQuery& query, std::string_view id) {
    std::string sql;
    for (const TaskOrder& one : deciding(query))
        sql += fmt::format("{} {}, ", orderOf(one.by).key, one.descending ? "DESC" : "ASC");
    return sql + fmt::format("{} {}", id, idDescends(query) ? "DESC" : "ASC");
}

/// Behind the cursor: by the first key, or equal in it and by the second, and so on. The first condition alone lets the
/// index be entered at the right place.
std::string behindSql(const TaskQuery& query, std::string_view id) {
    const auto orders = deciding(query);
    std::string condition = fmt::format("{} {} :id", id, idDescends(query) ? "<" : ">");
    for (std::size_t i = orders.size(); i-- > 0;) {
        const std::string_view key = orderOf(orders[i].by).key;
        condition = fmt::format("({0} {1} :key{2} OR ({0} = :key{2} AND {3}))", key, orders[i].descending ? "<" : ">",
                                i, condition);
    }
    if (orders.empty()) return " AND " + condition;
    return fmt::format(" AND {} {}= :key0 AND {}", orderOf(orders[0].by).key, orders[0].descending ? "<" : ">",
                       condition);
}

/// Everything but the text.
std::string whereSql(const TaskFilter& filter) {
    std::string where = "t.run = :run";
    if (filter.status.empty() && !filter.abandoned) where += " AND t.status <> 'abandoned'";
    if (!filter.status.empty()) where += " AND t.status = :status";
    if (!filter.kind.empty()) where += " AND t.kind = :kind";
    if (!filter.verdict.empty()) where += " AND t.verdict = :verdict";
    if (!filter.origin.empty()) where += " AND t.origin = :origin";
    if (filter.task.valid()) where += " AND t.id = :task";
    if (filter.step) where += " AND t.step = :step";
    where += boundsSql(filter);
    if (filter.buffer) where += " AND t.id IN (SELECT task FROM buffer_contents WHERE run = :run AND kind = :buffer)";
    const auto marked = [&](std::string_view what) {
        where += fmt::format(" AND t.id IN (SELECT id FROM marks WHERE subject = 'task' AND what = '{}')", what);
    };
    if (filter.pinned) marked("pin");
    if (filter.noted) marked("note");
    if (!filter.tag.empty())
        where += " AND t.id IN (SELECT id FROM marks WHERE subject = 'task' AND what = 'tag' AND text = :tag)";
    return where;
}

std::string sourceSql(const TaskFilter& filter, TaskSort sort, const TaskPlan& plan) {
    if (plan.text == TextPlan::Index || plan.text == TextPlan::Hits) return hitsSource(filter, plan.text);
    if (filter.task.valid()) sort = TaskSort::Id;
    const std::string_view index = filter.step || plan.fewSteps ? "tasks_by_step" : orderOf(sort).index;
    return fmt::format("tasks t INDEXED BY {}", index);
}

std::vector<PairRow> pairsOf(const std::string& json) {
    std::vector<PairRow> pairs;
    const auto parsed = parseJson(json);
    if (!parsed || !parsed->is_array()) return pairs;
    for (const Json& item : *parsed)
        if (item.is_array() && item.size() == 2 && item[0].is_string() && item[1].is_string())
            pairs.push_back({item[0].get<std::string>(), item[1].get<std::string>()});
    return pairs;
}

TaskRow rowOf(const Statement& statement, bool withTexts) {
    TaskRow row;
    std::string imports, pairs, tags;
    RowCursor cursor(statement);
    cursor >> row.id >> row.run >> row.kind >> row.origin >> row.step >> row.status >> row.verdict >> row.reason;
    cursor >> row.detail >> row.program >> imports >> row.input >> row.output >> row.outputType >> row.message >> pairs;
    cursor >> row.complexity >> row.halstead >> row.distance >> row.diversity >> row.inputDiversity >> row.nodes;
    cursor >> row.lines >> row.signatureCount >> row.nearDuplicate >> row.coinFlip >> row.learnability;
    cursor >> row.learnReward >> row.reward >> row.advantage >> row.formatFailure >> row.clipped >> row.masked;
    cursor >> row.promptTokens >> row.tokens >> row.logprobSum;
    cursor >> row.score >> row.barred >> row.taskClass >> row.cyclomatic >> row.effort >> row.volume >> row.similarity;
    cursor >> row.trained >> row.degenerate >> row.pinned >> tags >> row.note >> row.pending;
    if (withTexts) cursor >> row.prompt >> row.completion;
    row.imports = stringsOf(imports);
    row.tags = stringsOf(tags);
    row.pairs = pairsOf(pairs);
    return row;
}

Status readReferences(Database& database, TaskRow& row) {
    AZR_TRY(Statement* const statement, database.statement(sql::task_references));
    statement->bind(row.id);
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        row.references.push_back(TaskId{statement->integer(0)});
    }
    statement->reset();
    return {};
}

Status readGiven(Database& database, TaskRow& row) {
    AZR_TRY(Statement* const given, database.statement(sql::task_given));
    given->bind(row.id);
    for (;;) {
        AZR_TRY(const bool more, given->step());
        if (!more) break;
        row.given.push_back({TaskId{given->integer(0)}, given->text(1)});
    }
    given->reset();
    return {};
}

std::string withParts(std::string text, bool withTexts) {
    text = replaceAll(std::move(text), "{columns}", sql::task_columns);
    text = replaceAll(std::move(text), "{texts}",
                      withTexts ? ", CAST(prompt.bytes AS TEXT), CAST(completion.bytes AS TEXT)" : "");
    return replaceAll(
        std::move(text), "{text_joins}",
        withTexts ? "JOIN texts prompt ON prompt.id = t.prompt JOIN texts completion ON completion.id = t.completion"
                  : "");
}

double keyOf(const TaskRow& row, TaskSort sort) {
    switch (sort) {
        case TaskSort::Step: return row.step;
        case TaskSort::SolveRate: return row.learnability;
        case TaskSort::Learnability: return row.learnability >= 0 ? row.learnReward : -1;
        case TaskSort::Reward: return row.reward;
        case TaskSort::Complexity: return row.complexity;
        case TaskSort::Id: break;
    }
    return static_cast<double>(row.id.value);
}

}  // namespace

TaskCursor cursorOf(const TaskRow& row, std::span<const TaskOrder> order) {
    TaskCursor cursor{{}, row.id};
    for (const TaskOrder& one : order) cursor.keys.push_back(keyOf(row, one.by));
    return cursor;
}

std::vector<std::string> stringsOf(const std::string& json) {
    std::vector<std::string> texts;
    const auto parsed = parseJson(json);
    if (!parsed || !parsed->is_array()) return texts;
    for (const Json& item : *parsed)
        if (item.is_string()) texts.push_back(item.get<std::string>());
    return texts;
}

std::string taskKeysSql(const TaskQuery& query, const TaskPlan& plan) {
    const std::string_view id = plan.text == TextPlan::Index ? "task_search.rowid" : "t.id";
    const bool looksInto = plan.text == TextPlan::LookInto;
    std::string sql =
        replaceAll(std::string(sql::task_keys), "{source}", sourceSql(query.filter, firstOf(query), plan));
    std::string where = whereSql(query.filter);
    if (!looksInto) where += textCondition(query.filter, plan.text, "t.id");
    sql = replaceAll(std::move(sql), "{where}", where);
    if (query.after) sql += behindSql(query, id);
    sql += " ORDER BY " + orderSql(query, id);
    if (!looksInto) return sql + " LIMIT :limit";
    std::string walk = replaceAll(std::string(sql::task_keys_walked), "{keys}", sql);
    walk = replaceAll(std::move(walk), "{reach}", std::to_string(kTasksLookedInto));
    return replaceAll(std::move(walk), "{text}", "1" + textCondition(query.filter, plan.text, "walked.id"));
}

std::string taskCountSql(const TaskFilter& filter) {
    const TaskPlan plan{false, countingPlan(filter)};
    std::string sql = replaceAll(std::string(sql::task_count), "{source}", sourceSql(filter, TaskSort::Id, plan));
    return replaceAll(std::move(sql), "{where}", whereSql(filter) + textCondition(filter, plan.text, "t.id"));
}

std::string taskPageSql(const TaskQuery& query, const TaskPlan& plan) {
    std::string sql = withParts(std::string(sql::task_page), query.withTexts);
    sql = replaceAll(std::move(sql), "{order}", orderSql(query, "t.id"));
    return replaceAll(std::move(sql), "{keys}", taskKeysSql(query, plan));
}

std::string taskSql() {
    return withParts(std::string(sql::task), true);
}

void bindTaskFilter(Statement& statement, const TaskFilter& filter) {
    statement.reset();
    statement.named(":task", filter.task.value);
    statement.named(":run", filter.run.value).named(":kind", filter.kind).named(":verdict", filter.verdict);
    statement.named(":status", filter.status).named(":buffer", filter.buffer.value_or(""));
    statement.named(":step", static_cast<std::int64_t>(filter.step.value_or(0))).named(":origin", filter.origin);
    for (const BoundColumn& one : kBounded) {
        const Bounds& bounds = filter.*one.bounds;
        statement.named(one.least, bounds.least.value_or(0)).named(one.most, bounds.most.value_or(0));
    }
    statement.named(":tag", filter.tag);
    bindText(statement, filter);
}

/// Whether an order other than the steps' own is better made by sorting than by walking through all tasks.
Result<bool> hasFewSteps(Database& database, const TaskQuery& query) {
    constexpr std::int64_t kFew = 50'000;
    const TaskSort sort = firstOf(query);
    if (!query.filter.steps.any() || sort == TaskSort::Id || sort == TaskSort::Step) return false;
    AZR_TRY(Statement* const statement, database.statement(sql::ids_of_steps));
    const Bounds& steps = query.filter.steps;
    statement->bind(query.filter.run, steps.least.value_or(0), steps.most.value_or(std::numeric_limits<int>::max()));
    AZR_TRY(const bool any, statement->step());
    const bool few = !any || statement->integer(0) < kFew;
    statement->reset();
    return few;
}

namespace {

Result<TaskPage> readPage(Database& database, const TaskQuery& query, int limit, const TaskPlan& plan) {
    AZR_TRY(Statement* const statement, database.statement(taskPageSql(query, plan)));
    bindTaskFilter(*statement, query.filter);
    if (query.after) {
        for (std::size_t i = 0; i < query.after->keys.size(); ++i)
            statement->named(fmt::format(":key{}", i).c_str(), query.after->keys[i]);
        statement->named(":id", query.after->id.value);
    }
    statement->named(":limit", std::int64_t{limit});
    TaskPage page;
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        page.rows.push_back(rowOf(*statement, query.withTexts));
    }
    statement->reset();
    return page;
}

}  // namespace

Result<TaskPage> readTaskPage(Database& database, const TaskQuery& query) {
    const int limit = std::clamp(query.limit, 1, kPageLimit);
    TaskPlan plan;
    AZR_TRY(plan.fewSteps, hasFewSteps(database, query));
    AZR_TRY(plan.text, textPlan(database, query, plan.fewSteps));
    AZR_TRY(TaskPage page, readPage(database, query, limit, plan));
    // Either there are no more, or the other filters leave out just those that hold the text.
    if (plan.text == TextPlan::LookInto && static_cast<int>(page.rows.size()) < limit) {
        plan.text = TextPlan::Hits;
        AZR_TRY(page, readPage(database, query, limit, plan));
    }
    AZR_TRY(const std::int64_t composites, database.integer(sql::task_given_any));
    if (composites != 0)
        for (TaskRow& row : page.rows) AZR_CHECK(readGiven(database, row));
    if (query.withTexts)
        for (TaskRow& row : page.rows) AZR_CHECK(readReferences(database, row));
    if (static_cast<int>(page.rows.size()) == limit) page.next = cursorOf(page.rows.back(), query.order);
    return page;
}

Result<std::int64_t> countTaskRows(Database& database, const TaskFilter& filter) {
    AZR_TRY(Statement* const statement, database.statement(taskCountSql(filter)));
    bindTaskFilter(*statement, filter);
    AZR_TRY(const bool row, statement->step());
    const std::int64_t count = row ? statement->integer(0) : 0;
    statement->reset();
    return count;
}

Result<TaskRow> readTask(Database& database, TaskId task) {
    AZR_TRY(Statement* const statement, database.statement(taskSql()));
    statement->bind(task);
    AZR_TRY(const bool found, statement->step());
    if (!found) return fail(ErrorCode::NotFound, fmt::format("there is no task {}", task.value));
    TaskRow row = rowOf(*statement, true);
    statement->reset();
    AZR_CHECK(readReferences(database, row));
    AZR_CHECK(readGiven(database, row));
    return row;
}

}  // namespace azr::store
