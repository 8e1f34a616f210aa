/// The collapse bars: each figure averaged over a window of steps, an alert when it crosses its bar, and one when it is
/// well back (hysteresis), never the same alert twice in a row; none in a run's first three windows. Source: collapse
/// metrics of the nano notes.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/config/run_config.h"
#include "core/training/event.h"

namespace azr::training {

/// What is watched, 0..1 each but the entropy (nats). An absent value (no proposals in the step) is not counted.
struct GuardReading {
    std::optional<double> validRate, nearDuplicates, clipped, coinFlips, entropy;
};

class Guard {
  public:
    /// Adds the figures of a step; the alerts to raise. `config` may change from step to step.
    [[nodiscard]] std::vector<AlertRaised> watch(int step, const GuardReading& reading,
                                                 const config::GuardConfig& config);
    [[nodiscard]] std::optional<double> startEntropy() const { return m_startEntropy; }
    [[nodiscard]] Json toJson() const;
    Status restore(const Json& json);

  private:
    struct Watch {
        std::deque<double> recent;
        bool raised = false;
    };
    static constexpr std::size_t kWatches = 5;
    std::array<Watch, kWatches> m_watches;
    std::optional<double> m_startEntropy;
};

}  // namespace azr::training
