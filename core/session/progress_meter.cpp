#include "core/session/progress_meter.h"

#include <algorithm>
#include <numeric>

namespace azr::session {

namespace {

constexpr std::size_t kStepsAveraged = 10;

}

void ProgressMeter::stepFinished(double seconds) {
    m_seconds.push_back(seconds);
    if (m_seconds.size() > kStepsAveraged) m_seconds.pop_front();
}

Progress ProgressMeter::at(const training::PhaseProgress& progress, double worked) const {
    Progress notice{m_run, progress.step, m_config.steps, progress.phase, progress.done, progress.total, -1, 0};
    if (!m_seconds.empty())
        notice.stepSeconds =
            std::accumulate(m_seconds.begin(), m_seconds.end(), 0.0) / static_cast<double>(m_seconds.size());
    if (m_config.steps > 0 && !m_seconds.empty())
        notice.secondsLeft = std::max(0, m_config.steps - progress.step + 1) * notice.stepSeconds;
    if (m_config.minutes > 0) {
        const double left = std::max(0.0, m_config.minutes * 60.0 - worked);
        notice.secondsLeft = notice.secondsLeft < 0 ? left : std::min(notice.secondsLeft, left);
    }
    return notice;
}

}  // namespace azr::session
