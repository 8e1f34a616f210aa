/// Measures the time between its construction and its end, and adds it to a total. The clock is an argument.
#pragma once

#include <functional>

namespace azr::telemetry {

/// Seconds of a steady clock.
using Clock = std::function<double()>;
[[nodiscard]] Clock steadyClock();

class Span {
  public:
    Span(const Clock& clock, double& total) : m_clock(clock), m_total(total), m_start(clock()) {}
    ~Span() { m_total += m_clock() - m_start; }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

  private:
    const Clock& m_clock;
    double& m_total;
    double m_start;
};

}  // namespace azr::telemetry
