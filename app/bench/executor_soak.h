/// A long stretch of requests with a share of hostile programs in it, and what became of the machine and the verdicts
/// (executor specification: nothing survives, nothing grows, every honest verdict stays what it is). Blocking.
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/control.h"
#include "core/execution/executor.h"

namespace azr::app {

/// What one look at this process and everything under it saw.
struct Footprint {
    int processes = 0, zombies = 0, descriptors = 0;  ///< descriptors of this process alone
    std::int64_t ownKb = 0;                           ///< resident, of this process
    std::int64_t workersKb = 0;                       ///< resident, of the largest process under it
};
[[nodiscard]] Footprint footprint();

struct SoakOptions {
    std::int64_t requests = 10000;
    int hostileEvery = 100;  ///< one request in so many is hostile
    int ahead = 64;          ///< requests under way
    std::uint64_t seed = 1;
};

struct SoakFigures {
    std::int64_t requests = 0, hostile = 0;
    std::int64_t changed = 0;   ///< honest requests whose verdict or value was not the right one
    std::int64_t rewarded = 0;  ///< hostile programs that came to `ok`
    Footprint early, late;      ///< after a tenth of the requests, and after all
    execution::ExecutorStats stats;
    double seconds = 0;

    /// No zombie, no new process or descriptor, memory within `slackKb`, no honest verdict changed, no hostile one ok.
    [[nodiscard]] bool clean(std::int64_t slackKb) const;
};

using SoakProgress = std::function<void(std::int64_t done, const Footprint&)>;

[[nodiscard]] Result<SoakFigures> soak(execution::Executor& executor, const SoakOptions& options, Control& control,
                                       const SoakProgress& progress = {});

}  // namespace azr::app
