/// A task that a person drafts, on its way to being checked. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/execution/executor.h"
#include "core/selfplay/task.h"

namespace azr::session {

/// Checked by the loop's own verifier on the reserved executor lane.
struct Draft {
    selfplay::TaskKind kind{};
    std::string program;
    std::vector<std::string> imports;
    std::vector<std::string> inputs;
    std::string message;
    bool seed = false;  ///< to be seeded: the check also tells whether the run at work would take it
};

/// The task of a checked draft: its gold values are those of the check.
[[nodiscard]] selfplay::Task taskOf(const Draft& draft, const execution::ValidateOutcome& outcome);

}  // namespace azr::session
