#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/store/lineage_reader_p.h"
#include "store_sql.h"

namespace azr::store {
namespace {

Result<std::vector<TaskId>> idsOf(Database& database, std::string_view sql, TaskId task, int limit) {
    AZR_TRY(Statement* const statement, database.statement(std::string(sql)));
    statement->bind(task, limit);
    std::vector<TaskId> ids;
    for (;;) {
        AZR_TRY(const bool more, statement->step());
        if (!more) break;
        ids.push_back(TaskId{statement->integer(0)});
    }
    statement->reset();
    return ids;
}

class Walk {
  public:
    Walk(Database& database, const LineageBounds& bounds) : m_database(database), m_bounds(bounds) {}

    Result<Lineage> from(TaskId task) {
        AZR_TRY(const bool there, add(task, 0));
        if (!there) return fail(ErrorCode::NotFound, fmt::format("there is no task {}", task.value));
        AZR_CHECK(spread({task}, -1));
        AZR_CHECK(spread({task}, 1));
        Lineage lineage;
        for (auto& [id, one] : m_tasks) lineage.tasks.push_back(std::move(one));
        std::ranges::stable_sort(lineage.tasks, {}, &LineageTask::generation);
        for (const auto& edge : m_edges)
            if (m_tasks.contains(edge.first) && m_tasks.contains(edge.second))
                lineage.edges.emplace_back(TaskId{edge.first}, TaskId{edge.second});
        return lineage;
    }

  private:
    /// False where the database does not hold it.
    Result<bool> add(TaskId task, int generation) {
        if (m_tasks.contains(task.value)) return true;
        AZR_TRY(Statement* const statement, m_database.statement(std::string(sql::lineage_task)));
        statement->bind(task);
        AZR_TRY(const bool found, statement->step());
        if (!found) return false;
        LineageTask row;
        RowCursor cursor(*statement);
        cursor >> row.id >> row.kind >> row.step >> row.status >> row.verdict >> row.learnability;
        row.generation = generation;
        statement->reset();
        AZR_TRY(Statement* const count, m_database.statement(std::string(sql::lineage_children_count)));
        count->bind(task);
        AZR_TRY([[maybe_unused]] const bool counted, count->step());
        row.children = count->integer(0);
        count->reset();
        m_tasks.emplace(task.value, std::move(row));
        return true;
    }

    /// To one side: -1 to what they came from, 1 to what came from them.
    Status spread(std::vector<TaskId> tasks, int side) {
        for (int generation = 1; generation <= m_bounds.generations && !tasks.empty(); ++generation) {
            std::vector<TaskId> next;
            for (const TaskId task : tasks) {
                const std::string_view sql = side < 0 ? sql::lineage_parents : sql::lineage_children;
                AZR_TRY(const auto others, idsOf(m_database, sql, task, m_bounds.children));
                for (const TaskId other : others) {
                    if (static_cast<int>(m_tasks.size()) >= m_bounds.tasks && !m_tasks.contains(other.value)) continue;
                    const bool known = m_tasks.contains(other.value);
                    AZR_TRY(const bool there, add(other, side * generation));
                    if (!there) continue;
                    m_edges.insert(side < 0 ? std::pair(other.value, task.value) : std::pair(task.value, other.value));
                    if (!known) next.push_back(other);
                }
            }
            tasks = std::move(next);
        }
        return {};
    }

    Database& m_database;
    const LineageBounds m_bounds;
    std::map<std::int64_t, LineageTask> m_tasks;  ///< in the order of their ids
    std::set<std::pair<std::int64_t, std::int64_t>> m_edges;
};

}  // namespace

Result<Lineage> readLineage(Database& database, TaskId task, const LineageBounds& bounds) {
    return Walk(database, bounds).from(task);
}

}  // namespace azr::store
