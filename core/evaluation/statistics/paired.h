/// Two models on the same items: which items flip, and whether that is more than chance. Pure functions.
#pragma once

#include <cstdint>

#include "core/evaluation/interval.h"

namespace azr::evaluation {

/// Items by what the two did with them.
struct PairedCounts {
    std::int64_t both = 0, neither = 0;
    std::int64_t gained = 0;  ///< only the second solved it
    std::int64_t lost = 0;    ///< only the first did
    void add(bool first, bool second);
    [[nodiscard]] std::int64_t total() const { return both + neither + gained + lost; }
    /// Accuracy of the second less that of the first.
    [[nodiscard]] double difference() const;
};

/// McNemar's exact test: the two-sided p-value of flips as uneven as these where each flip is as likely to be a gain
/// as a loss, 2 P(X <= min(gained, lost)) with X ~ B(gained + lost, 1/2), at most 1 (McNemar 1947; exact form as in
/// Fagerland, Lydersen and Laake 2013). 1 where nothing flipped.
[[nodiscard]] double mcnemarExact(std::int64_t gained, std::int64_t lost);

/// The 95% interval of difference(), in [-1, 1]: Wald's after one item was added to each kind of flip (Bonett and Price
/// 2012, Journal of Educational and Behavioral Statistics 37). [-1, 1] of no items.
[[nodiscard]] Interval pairedInterval(const PairedCounts& counts);

}  // namespace azr::evaluation
