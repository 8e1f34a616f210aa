/// The rules that a run keeps its tasks by, as they are in force, and what each of them marked: what is needed to take
/// a rule back. A value that checkpoints keep. Rules are asked in the order in which they were made. One that is
/// removed keeps its place and its marks, so that a removal can be taken back.
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/rule.h"

namespace azr::training {

/// A task that a rule pinned or tagged.
struct RuleMark {
    TaskId task;
    selfplay::RuleAct act = selfplay::RuleAct::Pin;
    std::string tag{};                                  ///< of act Tag
    auto operator<=>(const RuleMark&) const = default;  // NOLINT(modernize-use-nullptr): a false alarm of clang-tidy 14
};

struct LiveRule {
    selfplay::Rule rule;
    selfplay::Condition condition;
    std::set<RuleMark> marks{};  ///< what it took out stands among the withdrawn tasks
    bool removed = false;
    std::string refused{};  ///< why a rule that was on in a checkpoint is off now: its condition is not understood

    [[nodiscard]] bool judges() const { return rule.enabled && !removed; }
    /// Whether it would do that to a task that meets its condition.
    [[nodiscard]] bool wouldMark(const RuleMark& mark) const {
        return judges() && rule.act == mark.act && (mark.act != selfplay::RuleAct::Tag || rule.tag == mark.tag);
    }
};

/// Whether the two differ in their names at most.
[[nodiscard]] bool doTheSame(const selfplay::Rule& a, const selfplay::Rule& b);

class LiveRules {
  public:
    /// Adds the rule, or replaces the one with its id, also one that was removed. The error of a condition that cannot
    /// be read.
    Status set(const selfplay::Rule& rule);
    /// The same of one whose condition is not understood any more: it stands there, switched off.
    LiveRule& keepOff(const selfplay::Rule& rule);
    void remove(std::int64_t rule);
    /// Null where there is none, or none any more.
    [[nodiscard]] LiveRule* find(std::int64_t rule);
    /// Whether none is switched on.
    [[nodiscard]] bool idle() const;
    [[nodiscard]] std::vector<LiveRule>& all() { return m_rules; }  ///< the removed ones, too

    /// Whether a rule, and nobody else, pinned the task.
    [[nodiscard]] bool pinned(TaskId task) const;
    /// A person decided about it.
    void forgetPin(TaskId task);

    /// Conditions that an older version accepted and this one refuses bar nothing: their rules are off
    /// (LiveRule::refused). Older versions kept the numbers of the marked tasks alone: they are marks of what the rule
    /// does.
    [[nodiscard]] static Result<LiveRules> fromJson(const Json& json);
    /// Null where there is none, so that checkpoints of runs without rules stay as they were.
    [[nodiscard]] Json toJson() const;

  private:
    [[nodiscard]] LiveRule* kept(std::int64_t rule);
    LiveRule& place(const selfplay::Rule& rule);

    std::vector<LiveRule> m_rules;  // in the order of their ids
};

}  // namespace azr::training
