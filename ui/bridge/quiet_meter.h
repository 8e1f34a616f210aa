/// How long a run usually says nothing, and whether it is silent for much longer now. A value; time is an argument, in
/// seconds of any clock.
#pragma once

#include <deque>
#include <optional>

namespace azr::ui {

class QuietMeter {
  public:
    static constexpr double kFactor = 5;         ///< so many times the usual silence is a stall
    static constexpr double kLeastSeconds = 20;  ///< less is never one, however quick the steps are
    static constexpr std::size_t kSteps = 10;    ///< the usual silence is the longest one of so many steps

    void start(double now);  ///< a run begins or goes on: what came before is no silence
    void stop();             ///< it pauses or ends
    void heard(double now, int step);
    /// Seconds of silence where they are a stall; nothing before one whole step was heard.
    [[nodiscard]] std::optional<double> stalled(double now) const;
    [[nodiscard]] std::optional<double> usual() const;

  private:
    std::optional<double> m_last;  // when it was heard
    double m_longest = 0;          // of this step
    int m_step = -1;
    bool m_whole = false;        // this step was heard from its start
    std::deque<double> m_steps;  // the longest silences of the last ones
};

}  // namespace azr::ui
