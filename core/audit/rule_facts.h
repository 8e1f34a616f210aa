/// Rules as the audit reads them from the journal: which were in force when, and what a stored task is to a condition.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/history.h"
#include "core/selfplay/rules/condition.h"

namespace azr::audit {

[[nodiscard]] selfplay::TaskFacts factsOf(const store::TaskRow& row);

/// The number of the rule that a veto's reason names; empty: a person's veto.
[[nodiscard]] std::optional<std::int64_t> ruleOfReason(const std::string& reason);

/// The rules that judged the proposals of a step. A change in the phase of the update came before or after that, which
/// older versions did not tell apart; one that is made while the step is trained judges what is left of the proposals.
/// The version before and the one after both count as perhaps in force.
struct JudgingRule {
    selfplay::Rule rule;
    selfplay::Condition condition;
    bool surely = true;
    bool understood = true;  ///< false: this version refuses its condition; it may have met anything

    [[nodiscard]] bool mayMeet(const selfplay::TaskFacts& facts) const { return !understood || condition.meets(facts); }
};
[[nodiscard]] std::vector<JudgingRule> rulesIn(const History& history, int step);

}  // namespace azr::audit
