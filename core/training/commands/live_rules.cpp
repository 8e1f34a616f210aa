#include "core/training/commands/live_rules.h"

#include <algorithm>
#include <utility>

namespace azr::training {

Status LiveRules::set(const selfplay::Rule& rule) {
    AZR_TRY(selfplay::Condition condition, selfplay::conditionOf(rule));
    if (LiveRule* const there = find(rule.id)) {
        there->rule = rule;
        there->condition = std::move(condition);
        return {};
    }
    m_rules.push_back({rule, std::move(condition), {}, {}});
    return {};
}

LiveRule& LiveRules::keepOff(const selfplay::Rule& rule) {
    LiveRule* there = find(rule.id);
    if (there == nullptr) there = &m_rules.emplace_back();
    there->rule = rule;
    there->rule.enabled = false;
    there->condition = {};
    return *there;
}

void LiveRules::remove(std::int64_t rule) {
    std::erase_if(m_rules, [&](const LiveRule& one) { return one.rule.id == rule; });
}

LiveRule* LiveRules::find(std::int64_t rule) {
    const auto found = std::ranges::find(m_rules, rule, [](const LiveRule& one) { return one.rule.id; });
    return found == m_rules.end() ? nullptr : &*found;
}

bool LiveRules::idle() const {
    return std::ranges::none_of(m_rules, [](const LiveRule& one) { return one.rule.enabled; });
}

Json LiveRules::toJson() const {
    if (m_rules.empty()) return {};
    Json rows = Json::array();
    for (const LiveRule& one : m_rules) {
        Json changed = Json::array();
        for (const TaskId task : one.changed) changed.push_back(task.value);
        rows.push_back({{"rule", selfplay::toJson(one.rule)}, {"changed", std::move(changed)}});
    }
    return rows;
}

Result<LiveRules> LiveRules::fromJson(const Json& json) {
    constexpr const char* kPlace = "the checkpoint's rules";
    LiveRules rules;
    if (json.is_null()) return rules;
    if (!json.is_array()) return fail(ErrorCode::Corrupt, "no list", kPlace);
    for (const Json& row : json) {
        AZR_TRY(const Json body, field<Json>(row, "rule", kPlace));
        AZR_TRY(const selfplay::Rule rule, selfplay::ruleFromJson(body, kPlace));
        if (const Status set = rules.set(rule); !set) {
            LiveRule& off = rules.keepOff(rule);
            if (rule.enabled) off.refused = describe(set.error());
        }
        AZR_TRY(const auto changed, field<std::vector<std::int64_t>>(row, "changed", kPlace));
        for (const std::int64_t task : changed) rules.m_rules.back().changed.push_back({task});
    }
    return rules;
}

}  // namespace azr::training
