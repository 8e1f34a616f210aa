/// What several samples of each item say about a model: pass@k, and the vote of k answers. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/evaluation/interval.h"

namespace azr::evaluation {

/// A figure between 0 and 1 with its 95% interval, from so many items.
struct Estimate {
    double value = 0;
    Interval interval;
    std::int64_t items = 0;
};

/// The chance that one of k samples is right, estimated without bias from n samples of which c are:
/// 1 - C(n - c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374, equation 1). Needs 1 <= k <= n and 0 <= c <= n.
[[nodiscard]] double passAtK(std::int64_t n, std::int64_t c, std::int64_t k);

/// n samples of one item, c of them right.
struct ItemSamples {
    std::int64_t n = 0, c = 0;
};
/// The mean of passAtK() over the items that have at least k samples. The items are the units that were drawn, the
/// samples of one resemble each other: each item is a cluster of n / k groups of k (telemetry/clustered_share.h), and
/// the interval is Wilson's for the effective count of them all.
[[nodiscard]] Estimate passAtK(std::span<const ItemSamples> items, std::int64_t k);

/// One answer as it counts in a vote: answers of the same text are the same; an empty one does not vote.
struct Vote {
    std::string answer;
    bool right = false;
};
/// majority@k: 1 where the answer that most of the first k votes give is right; of answers with equally many votes,
/// the share of those that are right; 0 where nobody votes. The first k of exchangeable samples are any k.
[[nodiscard]] double majority(std::span<const Vote> votes, std::size_t k);

}  // namespace azr::evaluation
