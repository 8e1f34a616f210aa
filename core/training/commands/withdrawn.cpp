#include "core/training/commands/withdrawn.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/task_json.h"

namespace azr::training {

void WithdrawnTasks::keep(Withdrawn one) {
    forget(one.task.id);
    if (m_tasks.size() >= kMost) m_tasks.erase(m_tasks.begin());
    m_tasks.push_back(std::move(one));
}

Withdrawn* WithdrawnTasks::find(TaskId task) {
    const auto found = std::ranges::find(m_tasks, task, [](const Withdrawn& one) { return one.task.id; });
    return found == m_tasks.end() ? nullptr : &*found;
}

void WithdrawnTasks::forget(TaskId task) {
    std::erase_if(m_tasks, [&](const Withdrawn& one) { return one.task.id == task; });
}

Json WithdrawnTasks::toJson() const {
    if (m_tasks.empty()) return {};
    Json rows = Json::array();
    for (const Withdrawn& one : m_tasks) {
        rows.push_back({{"task", selfplay::toJson(one.task)},
                        {"buffered", one.buffered},
                        {"place", one.place},
                        {"rule", one.rule}});
        if (one.waited) rows.back()["waited"] = true;
    }
    return rows;
}

Result<WithdrawnTasks> WithdrawnTasks::fromJson(const Json& json) {
    constexpr const char* kPlace = "the checkpoint's withdrawn tasks";
    WithdrawnTasks tasks;
    if (json.is_null()) return tasks;
    if (!json.is_array()) return fail(ErrorCode::Corrupt, "no list", kPlace);
    for (const Json& row : json) {
        Withdrawn one;
        AZR_TRY(const Json task, field<Json>(row, "task", kPlace));
        AZR_TRY(one.task, selfplay::taskFromJson(task, kPlace));
        AZR_TRY(one.buffered, field<bool>(row, "buffered", kPlace));
        AZR_TRY(one.place, field<std::size_t>(row, "place", kPlace));
        AZR_TRY(one.rule, field<std::int64_t>(row, "rule", kPlace));
        AZR_TRY(one.waited, fieldOr<bool>(row, "waited", false, kPlace));
        tasks.m_tasks.push_back(std::move(one));
    }
    return tasks;
}

}  // namespace azr::training
