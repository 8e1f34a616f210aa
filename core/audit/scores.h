/// What the samples of a step must have earned, worked out again from verdicts, scores and measures: learnability
/// (equation 4), rewards (5, 6), masks and advantages (8). Shares nothing with the trainer's code. Pure.
#pragma once

#include <set>

#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// The tasks that were taken out of a step before its update; of `perhaps` it is not known whether the scoring was
/// over.
struct VetoedTasks {
    std::set<std::int64_t> surely, perhaps;
};
[[nodiscard]] VetoedTasks vetoedIn(const History& history, int step);

/// Compares what is stored of each sample, and leaves in `rows` what should be stored: a value that is wrong is told
/// once, and not again by whatever was made from it. `scored`: the version that wrote the step stored all of it.
void checkScores(StepRows& rows, const config::RunConfig& config, const VetoedTasks& vetoed, bool scored,
                 Ledger& ledger);

/// The same for equation 8, on the rewards that checkScores() left. `stored`: the version that wrote the step kept the
/// moments of its streams.
void checkAdvantages(StepRows& rows, const std::vector<store::StreamMomentsRow>& streams, bool stored,
                     const config::RunConfig& config, Ledger& ledger);

}  // namespace azr::audit
