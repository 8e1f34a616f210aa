/// How far a run is and how long it may still take: the mean of its last steps times the steps left, or the minutes
/// left, whichever comes first. One thread.
#pragma once

#include <deque>

#include "core/session/notice.h"

namespace azr::session {

class ProgressMeter {
  public:
    /// `steps` and `minutes` as configured (0 = without limit); `startedAt` in seconds of any clock.
    ProgressMeter(RunId run, int steps, double minutes, double startedAt)
        : m_run(run), m_steps(steps), m_minutes(minutes), m_startedAt(startedAt) {}

    void stepFinished(double seconds);
    [[nodiscard]] Progress at(const training::PhaseProgress& progress, double now) const;

  private:
    RunId m_run;
    int m_steps;
    double m_minutes, m_startedAt;
    std::deque<double> m_seconds;
};

}  // namespace azr::session
