/// Steps of a finished run done again from their checkpoints: the same tokens, verdicts, rewards and weights must come
/// out, bit for bit. The trainer works as it does in training, with the commands of people at their places, but in a
/// scratch folder; the audited workspace is only read. One thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/audit/ledger.h"
#include "core/base/control.h"
#include "core/session/running/parts.h"
#include "core/store/reader.h"

namespace azr::session {

struct ReplayPlan {
    RunId run;
    int wanted = 0;  ///< steps, drawn among those that can be done again
    int first = 0, last = 0;
    std::uint64_t seed = 1;
    std::filesystem::path workspace, scratch;  ///< `scratch` is the caller's, and empty
    std::filesystem::path model = {};          ///< where the run's model lies here; empty: where its settings say
};

/// The finished steps of a run from `first` to `last` that lie behind a checkpoint which is still in the workspace.
[[nodiscard]] Result<std::vector<int>> replayableSteps(store::Reader& reader, RunId run,
                                                       const std::filesystem::path& workspace, int first, int last);

/// What differs of this machine from the one that the run was made on, and may change its bits; a sentence each.
[[nodiscard]] std::vector<std::string> otherMachine(const store::RunRow& run, const OpenedPolicy& policy,
                                                    const execution::Executor& executor);

struct ReplayListener {
    std::function<void(const std::string& warning)> warned;
    std::function<void(int step, int done, int total)> progressed;
};

/// Differences go to the ledger under Check::Replay, in the order in which a step states its facts: the first one named
/// is the first that happened. What keeps steps from being done again (no checkpoint, no model) is a reason there and
/// no failure; failures are those of the database, and Cancelled.
Status replay(store::Reader& reader, const SessionParts& parts, const ReplayPlan& plan, audit::Ledger& ledger,
              const ReplayListener& listener, Control& control);

}  // namespace azr::session
