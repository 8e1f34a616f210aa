/// One measured number of one step. Names are stable and documented in core/README.md: "<group>/<what>" with the stream
/// as "propose.deduction" where there is one, e.g. "reward/mean/solve.abduction", "update/gradient_norm",
/// "eval/dev/greedy/induction".
#pragma once

#include <string>

namespace azr::telemetry {

struct Metric {
    std::string name;
    double value = 0;
    bool deterministic = true;  ///< part of what "bit for bit" covers; false for times, throughput, memory
};

}  // namespace azr::telemetry
