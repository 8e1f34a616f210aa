/// The condition of a rule, parsed: clauses joined by `and`, all of which a task has to meet.
///
///     solve_rate > 0.9 and program ~ "lambda"
///     step in 10..20 and program_size <= 200
///     kind = induction and like(123) >= 0.8
///     near(123) = 1 and number != 123
///
/// Numbers are compared by < <= > >= = != and `in A..B` (both included), texts by = and != (the whole) and by ~ and !~
/// (a regular expression, anywhere). `like(N)` is how alike the program is to that of task N (alikeness()), `near(N)`
/// 1 where it is a near-duplicate of it (outline.h). The fields are those of task_facts.h. What is not understood is
/// refused, by its place.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/selfplay/rules/rule.h"
#include "core/selfplay/rules/task_facts.h"

namespace azr::selfplay {

class Condition {
  public:
    /// `programs` holds the programs of all tasks that the condition names.
    [[nodiscard]] static Result<Condition> parse(const std::string& text, const ComparedPrograms& programs);
    /// The numbers of the tasks that a condition names, whose programs parse() needs. Parse errors are told by parse().
    [[nodiscard]] static std::vector<std::int64_t> comparedTasks(const std::string& text);

    [[nodiscard]] bool meets(const TaskFacts& facts) const;

  private:
    std::vector<std::function<bool(const TaskFacts&)>> m_clauses;
};

/// parse() of the rule's condition, and what else must be right about a rule.
[[nodiscard]] Result<Condition> conditionOf(const Rule& rule);

}  // namespace azr::selfplay
