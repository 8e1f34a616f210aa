/// The effective number of outlines per task, of fewer tasks than there are: what random draws of so many from the
/// window would show on average (rarefaction, Hurlbert 1971, of the entropy). Among more tasks each outline stands for
/// more of them, so two windows can only be compared at one size. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace azr::diversity {

class Rarefied {
  public:
    Rarefied() = default;  ///< of nothing
    /// `counts`: of each thing, 1 or more.
    explicit Rarefied(std::span<const std::int64_t> counts);

    [[nodiscard]] std::int64_t size() const { return m_size; }
    /// exp of the mean entropy of `drawn` tasks, divided by `drawn`; one of sizes() or size().
    [[nodiscard]] double at(std::int64_t drawn) const;

  private:
    std::int64_t m_size = 0;
    double m_whole = 0;
    std::vector<double> m_drawn;  // at the steps of the ladder below the size
};

/// The largest size at which both are known; nothing where one is of nothing, or too small.
[[nodiscard]] std::optional<std::int64_t> commonSize(const Rarefied& a, const Rarefied& b);

/// exp of the mean entropy of `drawn` of the counted things, drawn without replacement.
[[nodiscard]] double effectiveAmong(std::span<const std::int64_t> counts, std::int64_t drawn);

}  // namespace azr::diversity
