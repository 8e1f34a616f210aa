/// Means of shares over the kinds, and changes of them, each with its 95% interval, so that a headline never announces
/// what chance alone could have made. Pure functions.
#pragma once

#include <optional>
#include <span>

#include "widgets/charts/chart_curve.h"

namespace azr::ui {

struct CountedShare {
    double share = 0;
    double count = 0;  ///< 0: not known
};

struct MeanShare {
    double mean = -1;                           ///< negative: there are no shares
    std::optional<widgets::Interval> interval;  ///< nothing where a count is not known
};

/// Independent shares, each with Wilson's interval, combined by the method of variance estimates recovery (Zou and
/// Donner 2008): mean -/+ sqrt(sum of squared distances to the bounds) / k.
[[nodiscard]] MeanShare meanShare(std::span<const CountedShare> shares);

struct Change {
    double by = 0;
    std::optional<widgets::Interval> interval;
    /// Zero is outside of the interval.
    [[nodiscard]] bool isClear() const { return interval && (interval->low > 0 || interval->high < 0); }
};

/// By the same method. Of answers to the same items the true interval is narrower, as they go together.
[[nodiscard]] Change changeOf(const MeanShare& before, const MeanShare& after);

}  // namespace azr::ui
