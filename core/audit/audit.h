/// The audit of a run: everything that its database says is worked out again from what stands below it, by code that
/// shares nothing with the trainer but the store's reader (and, for wrappers other than nano, selfplay's parser). Holds
/// the rows of one step, and a few bytes for each task. Nothing is written. One thread.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <vector>

#include "core/audit/history.h"
#include "core/audit/ledger.h"
#include "core/base/control.h"
#include "core/execution/executor.h"

namespace azr::audit {

struct Plan {
    RunId run;
    int first = 0, last = std::numeric_limits<int>::max();  ///< steps, both included; 0 is seeding
    int verdicts = 200;                                     ///< proposals and answers to execute again
    std::uint64_t seed = 1;                                 ///< of the choice
};

struct AuditParts {
    store::Reader& reader;
    std::filesystem::path workspace;
    /// Opens the executor when it is needed; an error is a reason in the report. Empty: nothing is executed.
    std::function<Result<std::unique_ptr<execution::Executor>>(const config::RunConfig&)> executor{};
};

/// Units: steps, then verdicts.
struct Progress {
    std::string what;
    std::int64_t done = 0, total = 0;
};

struct Outcome {
    std::vector<int> steps;  ///< that were looked at
    bool interrupted = false;
};

/// NotFound when the run has none of the steps. A stop is no failure: `interrupted` says so, and the ledger holds what
/// was found until then.
[[nodiscard]] Result<Outcome> audit(const AuditParts& parts, const Plan& plan, Ledger& ledger,
                                    const std::function<void(const Progress&)>& progressed, Control& control);

}  // namespace azr::audit
