#include "core/telemetry/mean_over_runs.h"

#include <cmath>

#include "core/telemetry/clustered_share.h"

namespace azr::telemetry {

MeanOverRuns meanOverRuns(std::span<const double> values) {
    MeanOverRuns result;
    double sum = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++result.count;
    }
    if (result.count == 0) return result;
    result.mean = sum / result.count;
    if (result.count < 2) return result;
    double squares = 0;
    for (const double value : values)
        if (!std::isnan(value)) squares += (value - result.mean) * (value - result.mean);
    const double variance = squares / (result.count - 1);
    result.half = studentQuantile(result.count - 1) * std::sqrt(variance / result.count);
    return result;
}

}  // namespace azr::telemetry
