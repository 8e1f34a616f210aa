#include "core/session/forking/fork_change.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace azr::session {
namespace {

constexpr const char* kChangePlace = "the change of a fork";

struct Writing {
    Json operator()(const ChangeSetting& change) const {
        return {{"set", {{"path", change.path}, {"value", change.value}, {"before", change.before}}}};
    }
    Json operator()(const UndoVeto& change) const { return {{"undo_veto", change.task.value}}; }
    Json operator()(const MakeVeto& change) const { return {{"veto", change.task.value}}; }
    Json operator()(const ChangeRule& change) const { return {{"rule", selfplay::toJson(change.rule)}}; }
    Json operator()(const SwitchRuleOff& change) const { return {{"rule_off", change.rule}}; }
};

struct Telling {
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

/// What a change is about; a rule that is new is about nothing that is there.
struct Subject {
    std::string operator()(const ChangeSetting& change) const { return change.path; }
    std::string operator()(const UndoVeto& change) const { return fmt::format("task {}", change.task.value); }
    std::string operator()(const MakeVeto& change) const { return fmt::format("task {}", change.task.value); }
    std::string operator()(const ChangeRule& change) const {
        return change.rule.id == 0 ? std::string() : fmt::format("rule {}", change.rule.id);
    }
    std::string operator()(const SwitchRuleOff& change) const { return fmt::format("rule {}", change.rule); }
};

Result<ForkChange> oneFrom(const Json& json) {
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
    return fail(ErrorCode::Parse, "a change that this version does not know: " + dumpLine(json), kChangePlace,
                "a newer AZR Studio may have written it");
}

}  // namespace

std::string storedText(const ForkChanges& changes) {
    Json list = Json::array();
    for (const ForkChange& change : changes) list.push_back(std::visit(Writing{}, change));
    if (list.empty()) return {};
    return dumpLine(list.size() == 1 ? list.front() : list);
}

Result<ForkChanges> forkChangesFrom(const std::string& stored) {
    ForkChanges changes;
    if (stored.empty()) return changes;
    AZR_TRY(const Json json, parseJson(stored, kChangePlace));
    for (const Json& one : json.is_array() ? json : Json::array({json})) {
        AZR_TRY(ForkChange change, oneFrom(one));
        changes.push_back(std::move(change));
    }
    return changes;
}

std::string describe(const ForkChanges& changes) {
    std::string text;
    for (const ForkChange& change : changes) text += (text.empty() ? "" : "; ") + std::visit(Telling{}, change);
    return text.empty() ? "nothing" : text;
}

Status checkDistinct(const ForkChanges& changes) {
    std::set<std::string> subjects;
    for (const ForkChange& change : changes) {
        const std::string subject = std::visit(Subject{}, change);
        if (!subject.empty() && !subjects.insert(subject).second)
            return fail(ErrorCode::InvalidArgument, "it is changed twice", subject, "name each only once");
    }
    return {};
}

}  // namespace azr::session
