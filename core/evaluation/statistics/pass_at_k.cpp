#include "core/evaluation/statistics/pass_at_k.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/telemetry/clustered_share.h"

namespace azr::evaluation {

double passAtK(std::int64_t n, std::int64_t c, std::int64_t k) {
    if (n - c < k) return 1;
    // C(n - c, k) / C(n, k) as a product, which no factorial overflows.
    double missed = 1;
    for (std::int64_t i = n - c + 1; i <= n; ++i) missed *= 1.0 - static_cast<double>(k) / static_cast<double>(i);
    return 1 - missed;
}

Estimate passAtK(std::span<const ItemSamples> items, std::int64_t k) {
    telemetry::ClusteredShare share;
    Estimate estimate;
    double sum = 0;
    for (const ItemSamples& item : items) {
        if (item.n < k || k < 1) continue;
        const double value = passAtK(item.n, item.c, k);
        const double groups = static_cast<double>(item.n) / static_cast<double>(k);
        share.add(value * groups, groups);
        sum += value;
        ++estimate.items;
    }
    if (estimate.items == 0) return estimate;
    estimate.value = sum / static_cast<double>(estimate.items);
    estimate.interval = wilson(share);
    return estimate;
}

double majority(std::span<const Vote> votes, std::size_t k) {
    std::map<std::string, std::pair<int, bool>> counts;
    int most = 0;
    for (const Vote& vote : votes.first(std::min(k, votes.size()))) {
        if (vote.answer.empty()) continue;
        auto& [count, right] = counts[vote.answer];
        right = right || vote.right;
        most = std::max(most, ++count);
    }
    int leaders = 0, rightLeaders = 0;
    for (const auto& [answer, entry] : counts) {
        if (entry.first != most) continue;
        ++leaders;
        rightLeaders += entry.second ? 1 : 0;
    }
    return leaders == 0 ? 0 : static_cast<double>(rightLeaders) / leaders;
}

}  // namespace azr::evaluation
