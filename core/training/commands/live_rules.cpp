#include "core/training/commands/live_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace azr::training {
namespace {

using selfplay::RuleAct;

constexpr const char* kPlace = "the checkpoint's rules";

Json markToJson(const RuleMark& mark) {
    Json json = Json::array({mark.task.value, selfplay::name(mark.act)});
    if (mark.act == RuleAct::Tag) json.push_back(mark.tag);
    return json;
}

/// Empty: what the rule did to it is not known any more.
Result<std::optional<RuleMark>> markFromJson(const Json& json, const selfplay::Rule& rule) {
    if (json.is_number_integer()) {
        if (rule.act == RuleAct::Veto) return std::nullopt;
        return std::optional(
            RuleMark{TaskId{json.get<std::int64_t>()}, rule.act, rule.act == RuleAct::Tag ? rule.tag : std::string()});
    }
    try {
        RuleMark mark{TaskId{json.at(0).get<std::int64_t>()}};
        const auto act = selfplay::ruleActFromName(json.at(1).get<std::string>());
        if (!act || *act == RuleAct::Veto) return fail(ErrorCode::Corrupt, "a mark is neither pin nor tag", kPlace);
        mark.act = *act;
        if (mark.act == RuleAct::Tag) mark.tag = json.at(2).get<std::string>();
        return std::optional(std::move(mark));
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, error.what(), kPlace);
    }
}

}  // namespace

bool doTheSame(const selfplay::Rule& a, const selfplay::Rule& b) {
    selfplay::Rule renamed = a;
    renamed.name = b.name;
    return renamed == b;
}

Status LiveRules::set(const selfplay::Rule& rule) {
    AZR_TRY(selfplay::Condition condition, selfplay::conditionOf(rule));
    place(rule).condition = std::move(condition);
    return {};
}

LiveRule& LiveRules::keepOff(const selfplay::Rule& rule) {
    LiveRule& there = place(rule);
    there.rule.enabled = false;
    there.condition = {};
    return there;
}

/// As one that is not removed.
LiveRule& LiveRules::place(const selfplay::Rule& rule) {
    LiveRule* there = kept(rule.id);
    if (there == nullptr) {
        const auto behind =
            std::ranges::upper_bound(m_rules, rule.id, {}, [](const LiveRule& one) { return one.rule.id; });
        there = &*m_rules.insert(behind, LiveRule());
    }
    there->rule = rule;
    there->removed = false;
    return *there;
}

void LiveRules::remove(std::int64_t rule) {
    if (LiveRule* const there = kept(rule)) there->removed = true;
}

LiveRule* LiveRules::find(std::int64_t rule) {
    LiveRule* const there = kept(rule);
    return there == nullptr || there->removed ? nullptr : there;
}

LiveRule* LiveRules::kept(std::int64_t rule) {
    const auto found = std::ranges::find(m_rules, rule, [](const LiveRule& one) { return one.rule.id; });
    return found == m_rules.end() ? nullptr : &*found;
}

bool LiveRules::idle() const {
    return std::ranges::none_of(m_rules, &LiveRule::judges);
}

bool LiveRules::pinned(TaskId task) const {
    return std::ranges::any_of(m_rules, [&](const LiveRule& one) { return one.marks.contains(RuleMark{task}); });
}

void LiveRules::forgetPin(TaskId task) {
    for (LiveRule& one : m_rules) one.marks.erase(RuleMark{task});
}

Json LiveRules::toJson() const {
    if (m_rules.empty()) return {};
    Json rows = Json::array();
    for (const LiveRule& one : m_rules) {
        Json changed = Json::array();
        for (const RuleMark& mark : one.marks) changed.push_back(markToJson(mark));
        rows.push_back({{"rule", selfplay::toJson(one.rule)}, {"changed", std::move(changed)}});
        if (one.removed) rows.back()["removed"] = true;
    }
    return rows;
}

Result<LiveRules> LiveRules::fromJson(const Json& json) {
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
        LiveRule& one = *rules.kept(rule.id);
        AZR_TRY(const Json changed, field<Json>(row, "changed", kPlace));
        for (const Json& entry : changed) {
            AZR_TRY(std::optional<RuleMark> mark, markFromJson(entry, rule));
            if (mark) one.marks.insert(std::move(*mark));
        }
        AZR_TRY(one.removed, fieldOr<bool>(row, "removed", false, kPlace));
        if (one.removed) one.refused.clear();
    }
    return rules;
}

}  // namespace azr::training
