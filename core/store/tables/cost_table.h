/// What a run took: its completions and their tokens, and the time of its steps.
#pragma once

#include <cstdint>

#include "core/base/error.h"
#include "core/base/ids.h"

namespace azr::store {

class Database;

/// Without abandoned rows. Prompt tokens are counted once for each completion, whether or not the engine shared them.
struct RunCosts {
    std::int64_t proposals = 0, proposalPromptTokens = 0, proposalTokens = 0;  ///< of the model; without seeds
    std::int64_t attempts = 0, attemptPromptTokens = 0, attemptTokens = 0;
    std::int64_t steps = 0;  ///< finished
    double seconds = 0;      ///< of those steps
};

/// Reads all rows of the run: seconds where there are millions.
[[nodiscard]] Result<RunCosts> readCosts(Database& database, RunId run);

}  // namespace azr::store
