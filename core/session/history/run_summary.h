/// What a list of runs tells of each of them, beside its row: settings, held-out accuracy, room on the disk. Blocking
/// reads; any thread with a Reader of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/run_config.h"
#include "core/evaluation/interval.h"
#include "core/store/reader.h"

namespace azr::session {

/// Held-out accuracy after a step: of one suite and one way of answering, every item of every kind counted once.
struct Accuracy {
    int step = 0;
    std::string suite;
    bool greedy = true;
    std::int64_t solved = 0, total = 0;
    [[nodiscard]] double share() const;
    [[nodiscard]] evaluation::Interval interval() const;  ///< 95%, Wilson's
};
/// By step, of the suite that was measured last: greedy answers where there are any.
[[nodiscard]] std::vector<Accuracy> accuraciesOf(const std::vector<store::EvaluationScore>& scores);

struct RunSummary {
    store::RunRow run;
    std::optional<config::RunConfig> settings;  ///< in force; empty where this version cannot read them
    std::optional<Accuracy> best, last;         ///< of equal ones, the first is the best
    store::RunSize size;
    std::int64_t databaseBytes = 0;  ///< about: the part that its tasks and attempts are of all in the workspace
    [[nodiscard]] std::int64_t bytes() const { return databaseBytes + size.checkpointBytes; }
    [[nodiscard]] double seconds() const { return run.ended > 0 ? run.took() : 0; }
    [[nodiscard]] std::string model() const;  ///< the last part of its folder; "nano" for the built-in one
};

/// Youngest first: those outside of the bin, or those in it. What `known` says of a run that did not change since is
/// not read again.
[[nodiscard]] Result<std::vector<RunSummary>> runSummaries(store::Reader& reader, std::int64_t databaseBytes,
                                                           bool binned, const std::vector<RunSummary>& known = {});

}  // namespace azr::session
