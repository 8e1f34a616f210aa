#include "core/evaluation/interval.h"

#include <algorithm>
#include <cmath>

namespace azr::evaluation {
namespace {

Interval wilsonOf(double share, double n) {
    if (n <= 0) return {};
    constexpr double kZ = telemetry::kNormalQuantile;
    const double scale = 1.0 + kZ * kZ / n;
    const double middle = (share + kZ * kZ / (2.0 * n)) / scale;
    const double half = kZ / scale * std::sqrt(share * (1.0 - share) / n + kZ * kZ / (4.0 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace

Interval wilson(std::int64_t hits, std::int64_t total) {
    if (total <= 0) return {};
    return wilsonOf(static_cast<double>(hits) / static_cast<double>(total), static_cast<double>(total));
}

Interval wilson(const telemetry::ClusteredShare& share) {
    return wilsonOf(share.share(), share.effectiveCount());
}

}  // namespace azr::evaluation
