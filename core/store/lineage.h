/// What tasks came from and what came from them: the references that a proposer was shown, and the functions that a
/// composite program was given. Values.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"

namespace azr::store {

struct LineageTask {
    TaskId id;
    int generation = 0;  ///< 0: the task that was asked for; -1: what it was proposed from; 1: what came from it
    std::string kind, status, verdict;
    int step = 0;
    double learnability = -1;   ///< solve rate; -1: not estimated
    std::int64_t children = 0;  ///< all that came from it, also those that are not here
};

struct Lineage {
    std::vector<LineageTask> tasks;                ///< by generation, then by id; each once, as near as it is
    std::vector<std::pair<TaskId, TaskId>> edges;  ///< from what was shown to what was proposed; both ends are here
};

/// How far, and how much of what many tasks came from.
struct LineageBounds {
    int generations = 3;  ///< to either side
    int children = 12;    ///< of one task, the oldest first
    int tasks = 150;      ///< in all
};

}  // namespace azr::store
