#include "core/evaluation/statistics/paired.h"

#include <algorithm>
#include <cmath>

#include "core/telemetry/clustered_share.h"

namespace azr::evaluation {

void PairedCounts::add(bool first, bool second) {
    ++(first ? (second ? both : lost) : (second ? gained : neither));
}

double PairedCounts::difference() const {
    return total() == 0 ? 0 : static_cast<double>(gained - lost) / static_cast<double>(total());
}

double mcnemarExact(std::int64_t gained, std::int64_t lost) {
    const auto flips = static_cast<double>(gained + lost);
    double tail = 0;
    for (std::int64_t i = 0; i <= std::min(gained, lost); ++i) {
        const auto x = static_cast<double>(i);
        tail +=
            std::exp(std::lgamma(flips + 1) - std::lgamma(x + 1) - std::lgamma(flips - x + 1) - flips * std::log(2.0));
    }
    return std::min(1.0, 2 * tail);
}

Interval pairedInterval(const PairedCounts& counts) {
    if (counts.total() == 0) return {-1, 1};
    const double n = static_cast<double>(counts.total()) + 2;
    const double gained = (static_cast<double>(counts.gained) + 1) / n;
    const double lost = (static_cast<double>(counts.lost) + 1) / n;
    const double middle = gained - lost;
    const double variance = (gained + lost - middle * middle) / n;
    const double half = telemetry::kNormalQuantile * std::sqrt(variance);
    return {std::max(-1.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace azr::evaluation
