/// An interval for a mean that holds at every moment at once: whoever looks after each observation and stops when it
/// suits still errs with at most the chance that was agreed. For observations in [0, 1] that come one after the other,
/// each with the same mean whatever came before.
///
/// The empirical-Bernstein confidence sequence with predictable plug-in bets of Waudby-Smith and Ramdas (2024),
/// "Estimating means of bounded random variables by betting", JRSS B 86, theorem 2 with equations 14 and 15; the
/// intersection of all intervals so far. Pure; deterministic.
#pragma once

#include <cstdint>

#include "core/evaluation/interval.h"

namespace azr::evaluation {

class ConfidenceSequence {
  public:
    /// `alpha`: the chance that the mean is ever outside; in (0, 1).
    explicit ConfidenceSequence(double alpha = 0.05) : m_alpha(alpha) {}

    /// In [0, 1]; a difference d in [-1, 1] is added as (d + 1) / 2.
    void add(double observation);
    /// [0, 1] before the first observation. Empty (low > high) only where the mean cannot have stayed the same.
    [[nodiscard]] Interval interval() const { return m_interval; }
    [[nodiscard]] std::int64_t count() const { return m_count; }
    [[nodiscard]] double mean() const { return m_count == 0 ? 0 : m_sum / static_cast<double>(m_count); }

  private:
    double m_alpha;
    std::int64_t m_count = 0;
    double m_sum = 0;
    double m_plugInMean = 0.5;     ///< (1/2 + sum of observations) / (count + 1)
    double m_deviations = 0.25;    ///< 1/4 + sum of squared deviations from the plug-in means
    double m_bets = 0, m_won = 0;  ///< sums of lambda, and of lambda times the observation
    double m_cost = 0;             ///< sum of 4 (x - mean)^2 psi(lambda)
    Interval m_interval;
};

}  // namespace azr::evaluation
