#include "core/training/commands/waiting_tasks.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/task_json.h"

namespace azr::training {

using selfplay::Task;

void WaitingTasks::add(Task task) {
    const auto at = std::ranges::lower_bound(m_tasks, task.id, {}, &Task::id);
    if (at != m_tasks.end() && at->id == task.id)
        *at = std::move(task);
    else
        m_tasks.insert(at, std::move(task));
}

Task* WaitingTasks::find(TaskId task) {
    const auto found = std::ranges::find(m_tasks, task, &Task::id);
    return found == m_tasks.end() ? nullptr : &*found;
}

std::optional<Task> WaitingTasks::take(TaskId task) {
    const auto found = std::ranges::find(m_tasks, task, &Task::id);
    if (found == m_tasks.end()) return std::nullopt;
    std::optional<Task> taken = std::move(*found);
    m_tasks.erase(found);
    return taken;
}

Json WaitingTasks::toJson() const {
    if (m_tasks.empty()) return {};
    Json rows = Json::array();
    for (const Task& task : m_tasks) rows.push_back(selfplay::toJson(task));
    return rows;
}

Result<WaitingTasks> WaitingTasks::fromJson(const Json& json) {
    constexpr const char* kPlace = "the checkpoint's waiting tasks";
    WaitingTasks tasks;
    if (json.is_null()) return tasks;
    if (!json.is_array()) return fail(ErrorCode::Corrupt, "no list", kPlace);
    for (const Json& row : json) {
        AZR_TRY(Task task, selfplay::taskFromJson(row, kPlace));
        tasks.add(std::move(task));
    }
    return tasks;
}

}  // namespace azr::training
