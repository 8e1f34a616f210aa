/// What is asked of a fork, and what was made of it, as values.
#pragma once

#include <optional>
#include <string>

#include "core/session/forking/fork_change.h"

namespace azr::session {

struct ForkRequest {
    RunId run;
    std::optional<int> step;  ///< of a checkpoint; empty: the newest
    ForkChanges changes;
    std::string name;          ///< empty: preset and number, as for any run
    std::optional<int> steps;  ///< in all; empty: as many as the other run has now
};

struct Forked {
    RunId run;
    int step = 0;         ///< of the checkpoint that it begins from
    ForkChanges changes;  ///< with what stood before
    int leftOut = 0;      ///< commands about tasks of later steps, whose numbers may be other tasks in the fork
};

}  // namespace azr::session
