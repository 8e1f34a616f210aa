#include "core/session/forking/fork_change.h"

#include <fmt/format.h>

namespace azr::session {
namespace {

constexpr const char* kChangePlace = "the change of a fork";

struct Writing {
    Json operator()(const ChangeNothing& /*change*/) const { return {}; }
    Json operator()(const ChangeSetting& change) const {
        return {{"set", {{"path", change.path}, {"value", change.value}, {"before", change.before}}}};
    }
    Json operator()(const UndoVeto& change) const { return {{"undo_veto", change.task.value}}; }
    Json operator()(const MakeVeto& change) const { return {{"veto", change.task.value}}; }
    Json operator()(const ChangeRule& change) const { return {{"rule", selfplay::toJson(change.rule)}}; }
    Json operator()(const SwitchRuleOff& change) const { return {{"rule_off", change.rule}}; }
};

struct Telling {
    std::string operator()(const ChangeNothing& /*change*/) const { return "nothing"; }
    std::string operator()(const ChangeSetting& change) const {
        return fmt::format("{} = {} (before: {})", change.path, change.value, change.before);
    }
    std::string operator()(const UndoVeto& change) const {
        return fmt::format("the veto of task {} is undone", change.task.value);
    }
    std::string operator()(const MakeVeto& change) const { return fmt::format("task {} is vetoed", change.task.value); }
    std::string operator()(const ChangeRule& change) const {
        const selfplay::Rule& rule = change.rule;
        const std::string act = fmt::format("{}{}{}", name(rule.act), rule.tag.empty() ? "" : " ", rule.tag);
        return fmt::format("rule {}{}: {} if {}", rule.id, rule.enabled ? "" : " (off)", act, rule.condition);
    }
    std::string operator()(const SwitchRuleOff& change) const {
        return fmt::format("rule {} is switched off", change.rule);
    }
};

}  // namespace

std::string storedText(const ForkChange& change) {
    const Json json = std::visit(Writing{}, change);
    return json.is_null() ? std::string() : dumpLine(json);
}

Result<ForkChange> forkChangeFrom(const std::string& stored) {
    if (stored.empty()) return ForkChange();
    AZR_TRY(const Json json, parseJson(stored, kChangePlace));
    if (json.contains("set")) {
        AZR_TRY(const Json set, field<Json>(json, "set", kChangePlace));
        ChangeSetting change;
        AZR_TRY(change.path, field<std::string>(set, "path", kChangePlace));
        AZR_TRY(change.value, field<std::string>(set, "value", kChangePlace));
        AZR_TRY(change.before, fieldOr<std::string>(set, "before", "", kChangePlace));
        return ForkChange(std::move(change));
    }
    if (json.contains("rule")) {
        AZR_TRY(const Json body, field<Json>(json, "rule", kChangePlace));
        AZR_TRY(selfplay::Rule rule, selfplay::ruleFromJson(body, kChangePlace));
        return ForkChange(ChangeRule{std::move(rule)});
    }
    if (json.contains("undo_veto")) {
        AZR_TRY(const auto task, field<std::int64_t>(json, "undo_veto", kChangePlace));
        return ForkChange(UndoVeto{TaskId{task}});
    }
    if (json.contains("veto")) {
        AZR_TRY(const auto task, field<std::int64_t>(json, "veto", kChangePlace));
        return ForkChange(MakeVeto{TaskId{task}});
    }
    if (json.contains("rule_off")) {
        AZR_TRY(const auto rule, field<std::int64_t>(json, "rule_off", kChangePlace));
        return ForkChange(SwitchRuleOff{rule});
    }
    return fail(ErrorCode::Parse, "a change that this version does not know: " + stored, kChangePlace,
                "a newer AZR Studio may have written it");
}

std::string describe(const ForkChange& change) {
    return std::visit(Telling{}, change);
}

}  // namespace azr::session
