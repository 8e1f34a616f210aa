/// The rules that a run keeps its tasks by, as they are in force, and the tasks that each of them changed: what is
/// needed to take a rule back. A value that checkpoints keep. Rules are asked in the order in which they were made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/rule.h"

namespace azr::training {

struct LiveRule {
    selfplay::Rule rule;
    selfplay::Condition condition;
    std::vector<TaskId> changed;  ///< pinned or tagged by it; what it took out stands among the withdrawn tasks
    std::string refused = {};  ///< why a rule that was on in a checkpoint is off now: its condition is not understood
};

class LiveRules {
  public:
    /// Adds the rule, or replaces the one with its id. The error of a condition that cannot be read.
    Status set(const selfplay::Rule& rule);
    /// The same of one whose condition is not understood any more: it stands there, switched off.
    LiveRule& keepOff(const selfplay::Rule& rule);
    void remove(std::int64_t rule);
    [[nodiscard]] LiveRule* find(std::int64_t rule);
    /// Whether none is switched on.
    [[nodiscard]] bool idle() const;
    [[nodiscard]] std::vector<LiveRule>& all() { return m_rules; }

    /// Conditions that an older version accepted and this one refuses bar nothing: their rules are off
    /// (LiveRule::refused).
    [[nodiscard]] static Result<LiveRules> fromJson(const Json& json);
    /// Null where there is none, so that checkpoints of runs without rules stay as they were.
    [[nodiscard]] Json toJson() const;

  private:
    std::vector<LiveRule> m_rules;
};

}  // namespace azr::training
