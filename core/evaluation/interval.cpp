#include "core/evaluation/interval.h"

#include <algorithm>
#include <cmath>

namespace azr::evaluation {

Interval wilson(std::int64_t hits, std::int64_t total) {
    if (total <= 0) return {};
    constexpr double kZ = 1.959963984540054;  // 97.5% quantile of the normal distribution
    const double n = static_cast<double>(total);
    const double share = static_cast<double>(hits) / n;
    const double scale = 1.0 + kZ * kZ / n;
    const double middle = (share + kZ * kZ / (2.0 * n)) / scale;
    const double half = kZ / scale * std::sqrt(share * (1.0 - share) / n + kZ * kZ / (4.0 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace azr::evaluation
