#include "ui/bridge/quiet_meter.h"

#include <algorithm>

namespace azr::ui {

void QuietMeter::start(double now) {
    m_last = now;
    m_longest = 0;
    m_whole = false;
}

void QuietMeter::stop() {
    m_last.reset();
}

void QuietMeter::heard(double now, int step) {
    if (m_last) m_longest = std::max(m_longest, now - *m_last);
    m_last = now;
    if (step == m_step) return;
    if (m_whole) {
        m_steps.push_back(m_longest);
        if (m_steps.size() > kSteps) m_steps.pop_front();
    }
    m_whole = step == m_step + 1;
    m_step = step;
    m_longest = 0;
}

std::optional<double> QuietMeter::usual() const {
    if (m_steps.empty()) return std::nullopt;
    return *std::max_element(m_steps.begin(), m_steps.end());
}

std::optional<double> QuietMeter::stalled(double now) const {
    const std::optional<double> often = usual();
    if (!m_last || !often) return std::nullopt;
    const double silence = now - *m_last;
    if (silence < std::max(kLeastSeconds, kFactor * std::max(*often, m_longest))) return std::nullopt;
    return silence;
}

}  // namespace azr::ui
