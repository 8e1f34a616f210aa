#include "core/telemetry/clustered_share.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace azr::telemetry {

void ClusteredShare::add(double hits, double total, double times) {
    if (total <= 0 || times <= 0) return;
    m_clusters += times;
    m_units += times * total;
    m_hits += times * hits;
    m_unitsSquared += times * total * total;
    m_hitsSquared += times * hits * hits;
    m_hitsTimesUnits += times * hits * total;
}

double ClusteredShare::effectiveCount() const {
    if (empty()) return 0;
    const double clusters = m_units * m_units / m_unitsSquared;
    const double p = share();
    if (m_clusters < 2 || p <= 0 || p >= 1) return clusters;
    // The sum over the clusters of (hits - p * units)^2.
    const double squares = m_hitsSquared - 2 * p * m_hitsTimesUnits + p * p * m_unitsSquared;
    const double variance = m_clusters / (m_clusters - 1) * squares / (m_units * m_units);
    if (variance <= 1e-12) return m_units;
    const double few = kNormalQuantile / studentQuantile(static_cast<int>(m_clusters) - 1);
    return std::clamp(p * (1 - p) / variance * few * few, clusters, m_units);
}

double studentQuantile(int degrees) {
    constexpr std::array<double, 30> kTable = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                               2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                               2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    const int last = static_cast<int>(kTable.size());
    if (degrees <= last) return kTable[static_cast<std::size_t>(std::max(degrees, 1) - 1)];
    return 1.95996 + 2.4 / degrees;  // off by less than 0.003 from here on
}

}  // namespace azr::telemetry
