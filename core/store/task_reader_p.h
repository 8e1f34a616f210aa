/// Composing and reading the task queries. The text of a query is put together from fixed parts alone; everything that
/// comes from outside is bound.
#pragma once

#include <string>
#include <vector>

#include "core/store/database.h"
#include "core/store/reader.h"
#include "core/store/task_text_p.h"

namespace azr::store {

struct TaskPlan {
    /// The steps of the filter hold so few tasks that they are found by step and then put in order.
    bool fewSteps = false;
    TextPlan text = TextPlan::None;
};

/// The SELECT that finds a page's ids: {keys} of task_page.sql; also the one that counts, with `count`.
[[nodiscard]] std::string taskKeysSql(const TaskQuery& query, const TaskPlan& plan = {});
[[nodiscard]] std::string taskCountSql(const TaskFilter& filter);
[[nodiscard]] std::string taskPageSql(const TaskQuery& query, const TaskPlan& plan = {});
[[nodiscard]] std::string taskSql();
/// The texts of a JSON array.
[[nodiscard]] std::vector<std::string> stringsOf(const std::string& json);
void bindTaskFilter(Statement& statement, const TaskFilter& filter);

[[nodiscard]] Result<TaskPage> readTaskPage(Database& database, const TaskQuery& query);
[[nodiscard]] Result<std::int64_t> countTaskRows(Database& database, const TaskFilter& filter);
/// NotFound when there is no such task. With texts and references.
[[nodiscard]] Result<TaskRow> readTask(Database& database, TaskId task);

}  // namespace azr::store
