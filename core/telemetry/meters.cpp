#include "core/telemetry/meters.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace azr::telemetry {

void Summary::add(double value) {
    m_min = m_count == 0 ? value : std::min(m_min, value);
    m_max = m_count == 0 ? value : std::max(m_max, value);
    ++m_count;
    const double before = value - m_mean;
    m_mean += before / m_count;
    m_squares += before * (value - m_mean);
}

double Summary::deviation() const {
    return m_count == 0 ? 0.0 : std::sqrt(m_squares / m_count);
}

void Meters::add(std::string name, double value, bool deterministic) {
    if (std::isfinite(value)) m_metrics.push_back({std::move(name), value, deterministic});
}

void Meters::addMean(std::string name, const Summary& summary) {
    if (!summary.empty()) add(std::move(name), summary.mean());
}

double residentMegabytes() {
    // Linux's own summary line: "VmRSS:   123456 kB".
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != "VmRSS:") continue;
        double kilobytes = 0;
        return status >> kilobytes ? kilobytes / 1024.0 : 0.0;
    }
    return 0.0;
}

}  // namespace azr::telemetry
