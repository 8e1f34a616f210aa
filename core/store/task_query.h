/// Which tasks a page of them shows, in which order, and from where it goes on. Plain values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/store/rows.h"

namespace azr::store {

constexpr int kPageLimit = 200;

/// Learnability: what equation 4 gives; tasks that nobody tried have none, and stand below the others.
enum class TaskSort { Id, Step, SolveRate, Learnability, Reward, Complexity };
constexpr int kTaskSorts = 6;

/// Both ends belong to it; one that is missing does not restrict.
struct Bounds {
    std::optional<double> least = std::nullopt, most = std::nullopt;
    [[nodiscard]] bool any() const { return least || most; }
    bool operator==(const Bounds&) const = default;
};

/// Empty strings and missing values do not restrict.
struct TaskFilter {
    RunId run;
    TaskId task;  ///< this one alone
    std::string kind, verdict, status, origin;
    /// Found anywhere in program, input, output, message or pairs, ignoring case; one or two characters, which no index
    /// holds, are looked for among the run's youngest 50,000 tasks.
    std::string text;
    /// Or in what the model wrote: the proposal, and the attempts of finished steps. Ignores the case of ASCII alone.
    bool completions = false;
    std::optional<std::string> buffer;  ///< only tasks now in this kind's buffer
    std::optional<int> step;
    /// A bounded solve rate leaves out what was never estimated, a bounded complexity what was never measured.
    Bounds steps, solveRate, learnability, reward, complexity;
    std::optional<bool> nearDuplicate;
    bool pinned = false, noted = false;  ///< only such tasks
    std::string tag;                     ///< only tasks with it
    bool abandoned = false;              ///< also rows that a crash left behind (implied by status = abandoned)
};

/// By one column; among equals by the next order, at last by id in the direction of the last one.
struct TaskOrder {
    TaskSort by = TaskSort::Id;
    bool descending = true;
    bool operator==(const TaskOrder&) const = default;
};

struct TaskCursor {
    std::vector<double> keys;  ///< of the last row seen, one for each order
    TaskId id;
};

struct TaskQuery {
    TaskFilter filter;
    std::vector<TaskOrder> order = {{}};  ///< never empty; what stands behind an id decides nothing
    std::optional<TaskCursor> after = std::nullopt;
    int limit = kPageLimit;
    bool withTexts = false;  ///< also prompt, completion and references
};

/// The place right behind the row, in this order.
[[nodiscard]] TaskCursor cursorOf(const TaskRow& row, std::span<const TaskOrder> order);

struct TaskPage {
    std::vector<TaskRow> rows;
    std::optional<TaskCursor> next;  ///< empty: the last page
};

}  // namespace azr::store
