/// Finding tasks by a text. An index over trigrams knows the tasks that hold it; where they are many and another order
/// is wanted, it is quicker to walk the tasks in that order and to look into each: see DECISIONS.md. The text of a
/// query is put together from fixed parts alone; everything that comes from outside is bound.
#pragma once

#include <string>

#include "core/store/database.h"
#include "core/store/reader.h"

namespace azr::store {

enum class TextPlan {
    None,     ///< no text
    Young,    ///< too short for the index: looked for among the run's youngest tasks
    Index,    ///< the index is walked, in the order of the ids
    Hits,     ///< all hits are read, then put in order
    Holds,    ///< tasks are walked, and each is looked up among all hits
    LookInto  ///< tasks are walked, and each is looked into; at most kTasksLookedInto for a page
};

constexpr int kTasksLookedInto = 20'000;

/// The quicker one. `fewSteps`: the tasks are found by their step first.
[[nodiscard]] Result<TextPlan> textPlan(Database& database, const TaskQuery& query, bool fewSteps);
/// Right whatever the text is like, for counting.
[[nodiscard]] TextPlan countingPlan(const TaskFilter& filter);

/// What stands for {source} where the hits drive: their ids, as `hit` or as task_search itself.
[[nodiscard]] std::string hitsSource(const TaskFilter& filter, TextPlan plan);
/// The condition upon the task `id` (a column's name), with " AND " before it; empty where the source says it all.
[[nodiscard]] std::string textCondition(const TaskFilter& filter, TextPlan plan, std::string_view id);
void bindText(Statement& statement, const TaskFilter& filter);

}  // namespace azr::store
