/// Collecting the numbers of one step. One thread. Names: metric_table.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/telemetry/metric.h"

namespace azr::telemetry {

/// Mean, extremes and population standard deviation of the values added.
class Summary {
  public:
    void add(double value);
    [[nodiscard]] bool empty() const { return m_count == 0; }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] double mean() const { return m_count == 0 ? 0.0 : m_mean; }
    [[nodiscard]] double min() const { return m_min; }
    [[nodiscard]] double max() const { return m_max; }
    [[nodiscard]] double deviation() const;

  private:
    int m_count = 0;
    double m_mean = 0, m_squares = 0, m_min = 0, m_max = 0;
};

class Meters {
  public:
    /// Numbers that are not finite are left out.
    void add(std::string name, double value, bool deterministic = true);
    /// The mean of a summary that has values; nothing otherwise.
    void addMean(std::string name, const Summary& summary);
    [[nodiscard]] std::vector<Metric> take() { return std::exchange(m_metrics, {}); }

  private:
    std::vector<Metric> m_metrics;
};

/// Resident memory of this process, MiB; 0 where it is not known.
[[nodiscard]] double residentMegabytes();

}  // namespace azr::telemetry
