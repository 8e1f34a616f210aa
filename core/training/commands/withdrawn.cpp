#include "core/training/commands/withdrawn.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/task_json.h"

namespace azr::training {

void WithdrawnTasks::keep(Withdrawn one) {
    forget(one.task.id);
    const Order order = m_next++;
    m_orders.emplace(one.task.id.value, order);
    if (one.rule == 0 || !one.buffered) m_bounded.insert(order);
    m_tasks.emplace(order, std::move(one));
    if (m_bounded.size() > kMost) forget(m_tasks.at(*m_bounded.begin()).task.id);
}

Withdrawn* WithdrawnTasks::find(TaskId task) {
    const auto found = m_orders.find(task.value);
    return found == m_orders.end() ? nullptr : &m_tasks.at(found->second);
}

void WithdrawnTasks::forget(TaskId task) {
    const auto found = m_orders.find(task.value);
    if (found == m_orders.end()) return;
    m_bounded.erase(found->second);
    m_tasks.erase(found->second);
    m_orders.erase(found);
}

std::vector<TaskId> WithdrawnTasks::ofRule(std::int64_t rule) const {
    std::vector<TaskId> tasks;
    for (const auto& [order, one] : m_tasks)
        if (one.rule == rule) tasks.push_back(one.task.id);
    std::ranges::reverse(tasks);
    return tasks;
}

Json WithdrawnTasks::toJson() const {
    if (m_tasks.empty()) return {};
    Json rows = Json::array();
    for (const auto& [order, one] : m_tasks) {
        rows.push_back({{"task", selfplay::toJson(one.task)},
                        {"buffered", one.buffered},
                        {"place", one.place},
                        {"rule", one.rule}});
        if (one.waited) rows.back()["waited"] = true;
        if (one.drawn) rows.back()["drawn"] = true;
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
        AZR_TRY(one.drawn, fieldOr<bool>(row, "drawn", false, kPlace));
        tasks.keep(std::move(one));
    }
    return tasks;
}

}  // namespace azr::training
