/// A rule that a run keeps its tasks by: a condition, and what is done to the tasks that meet it. A value; it is stored
/// with everything that its condition needs, so that it means the same wherever it is read again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace azr::selfplay {

/// Veto: the task reaches neither the gradient nor a buffer. Pin: it is never evicted, and drawn more often. Tag: it is
/// marked, and nothing else.
enum class RuleAct : std::uint8_t { Veto, Pin, Tag };
constexpr std::array<std::string_view, 3> kRuleActNames = {"veto", "pin", "tag"};
[[nodiscard]] constexpr std::string_view name(RuleAct act) {
    return kRuleActNames[static_cast<std::size_t>(act)];
}
[[nodiscard]] std::optional<RuleAct> ruleActFromName(std::string_view name);

/// The programs that a condition compares with, by the numbers under which it names their tasks.
using ComparedPrograms = std::map<std::int64_t, std::string>;

struct Rule {
    std::int64_t id = 0;  ///< the command that made it; 0: not made yet
    std::string name;
    std::string condition;  ///< condition.h
    RuleAct act = RuleAct::Veto;
    std::string tag;  ///< of act Tag
    bool enabled = true;
    ComparedPrograms programs{};
    bool operator==(const Rule&) const = default;
};

[[nodiscard]] Json toJson(const Rule& rule);
[[nodiscard]] Result<Rule> ruleFromJson(const Json& json, const std::string& place);

}  // namespace azr::selfplay
