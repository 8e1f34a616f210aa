#include "core/selfplay/rules/rule.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace azr::selfplay {

std::optional<RuleAct> ruleActFromName(std::string_view name) {
    const auto found = std::ranges::find(kRuleActNames, name);
    if (found == kRuleActNames.end()) return std::nullopt;
    return static_cast<RuleAct>(found - kRuleActNames.begin());
}

Json toJson(const Rule& rule) {
    Json programs = Json::array();
    for (const auto& [number, program] : rule.programs) programs.push_back(Json::array({number, program}));
    return {{"id", rule.id},   {"name", rule.name},       {"condition", rule.condition},    {"act", name(rule.act)},
            {"tag", rule.tag}, {"enabled", rule.enabled}, {"programs", std::move(programs)}};
}

Result<Rule> ruleFromJson(const Json& json, const std::string& place) {
    Rule rule;
    AZR_TRY(rule.id, fieldOr<std::int64_t>(json, "id", 0, place));
    AZR_TRY(rule.name, fieldOr<std::string>(json, "name", "", place));
    AZR_TRY(rule.condition, field<std::string>(json, "condition", place));
    AZR_TRY(const auto word, field<std::string>(json, "act", place));
    const auto act = ruleActFromName(word);
    if (!act) return fail(ErrorCode::Parse, "a rule does not '" + word + "'", place, "veto, pin or tag");
    rule.act = *act;
    AZR_TRY(rule.tag, fieldOr<std::string>(json, "tag", "", place));
    AZR_TRY(rule.enabled, fieldOr<bool>(json, "enabled", true, place));
    using Programs = std::vector<std::pair<std::int64_t, std::string>>;
    AZR_TRY(const auto programs, fieldOr<Programs>(json, "programs", {}, place));
    rule.programs.insert(programs.begin(), programs.end());
    return rule;
}

}  // namespace azr::selfplay
