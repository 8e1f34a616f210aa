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
    std::vector<std::string> claimed = {};  ///< what a file says that the inputs give; empty: nothing was said
    bool seed = false;  ///< to be seeded: the check also tells whether the run at work would take it
};

/// Which of the outputs that a file claims are not those of the check, from 0. Literals are compared by their values,
/// other texts as they stand.
[[nodiscard]] std::vector<std::size_t> falseClaims(const Draft& draft, const execution::ValidateOutcome& outcome);

/// The task of a checked draft: its gold values are those of the check.
[[nodiscard]] selfplay::Task taskOf(const Draft& draft, const execution::ValidateOutcome& outcome);

}  // namespace azr::session
