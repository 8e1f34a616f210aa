/// What a share is worth whose units come in clusters, as the attempts at one task do: units of a cluster resemble each
/// other, so that the share lies further from the truth than their number says. The truth is that of all clusters of
/// the kind, of which those counted are a sample. Pure.
#pragma once

namespace azr::telemetry {

class ClusteredShare {
  public:
    void add(double hits, double total, double times = 1);  ///< `times` clusters alike; one of no units is none

    [[nodiscard]] bool empty() const { return m_units <= 0; }
    [[nodiscard]] double share() const { return m_units > 0 ? m_hits / m_units : 0; }
    /// As many independent units would tell as much: p (1 - p) / V, where V is the variance of a share of clusters
    /// (Cochran, Sampling Techniques, 1977, section 3.12), times (z / t)^2, as V is itself estimated from few clusters
    /// (Korn and Graubard 1998). At most the units, and at least what is left where all units of a cluster are alike:
    /// the clusters, (sum m)^2 / sum m^2 of them where their sizes m differ. 0 when nothing was counted.
    [[nodiscard]] double effectiveCount() const;

  private:
    double m_clusters = 0, m_units = 0, m_hits = 0;
    double m_unitsSquared = 0, m_hitsSquared = 0, m_hitsTimesUnits = 0;  // sums over the clusters
};

/// The 97.5% quantiles of the normal distribution and of Student's.
constexpr double kNormalQuantile = 1.959963984540054;
[[nodiscard]] double studentQuantile(int degrees);

}  // namespace azr::telemetry
