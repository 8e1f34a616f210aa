/// What the shares of a step are counted from: its tasks of one kind, and the attempts at each of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"

namespace azr::store {

class Database;

/// The attempts of a step at one task that are of one use: they go together.
struct AttemptsAtTask {
    TaskId task;
    bool trained = false;  ///< the solver learns from them
    bool rollout = false;  ///< they estimate learnability
    std::int64_t completions = 0;
    std::int64_t answers = 0;  ///< without those that the executor failed at
    std::int64_t solved = 0, loose = 0;
    std::int64_t wellFormed = 0, clipped = 0;
};

struct TaskCounts {
    int step = 0;
    std::string kind;
    std::int64_t estimated = 0;            ///< with a learnability
    std::int64_t composites = 0;           ///< valid, and built on given functions
    std::int64_t proposals = 0;            ///< valid or not
    std::int64_t clipped = 0;              ///< proposals that the length cap ended
    std::vector<AttemptsAtTask> attempts;  ///< by task
};

/// Of the steps first to last, by step and kind, without abandoned rows.
[[nodiscard]] Result<std::vector<TaskCounts>> readTaskCounts(Database& database, RunId run, int first, int last);

}  // namespace azr::store
