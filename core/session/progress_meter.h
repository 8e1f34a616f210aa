/// How far a run is and how long it may still take: the mean of its last steps times the steps left, or the minutes
/// left, whichever comes first. Follows the settings as they change. One thread.
#pragma once

#include <deque>

#include "core/config/run_config.h"
#include "core/session/notice.h"

namespace azr::session {

class ProgressMeter {
  public:
    /// `config` outlives the meter; read are its `steps` and `minutes` (0 = without limit).
    ProgressMeter(RunId run, const config::RunConfig& config) : m_run(run), m_config(config) {}

    void stepFinished(double seconds);
    /// `worked`: seconds that the run trained so far, without its pauses.
    [[nodiscard]] Progress at(const training::PhaseProgress& progress, double worked) const;

  private:
    RunId m_run;
    const config::RunConfig& m_config;
    std::deque<double> m_seconds;
};

}  // namespace azr::session
