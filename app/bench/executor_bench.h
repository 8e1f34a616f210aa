/// `bench executor`: calls per second and latency of each tier, what each layer of isolation costs, comparisons of
/// literals, how far past its limit a program gets, verdicts on the mix that self-play makes, and on request a soak.
#pragma once

#include "app/console.h"
#include "app/options.h"
#include "core/base/control.h"

namespace azr::app {

struct ExecutorBenchOptions {
    double seconds = 3;     ///< least time of each line
    int lanes = 1;          ///< 1: what one core does, apart from the second interpreter of a lane
    std::int64_t soak = 0;  ///< requests of the soak; 0: none, and with a soak nothing else
};

/// Prints a JSON line or a line of text for each measurement. Fails when a measurement did, or the soak found
/// something.
[[nodiscard]] Status benchExecutor(const ExecutorBenchOptions& options, bool asJson, const Console& console,
                                   Control& control);

}  // namespace azr::app
