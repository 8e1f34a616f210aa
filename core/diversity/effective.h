/// The effective number of kinds among counted things (Hill 1973, order 1): exp of the entropy of their shares. As many
/// as there are where all are equally frequent, 1 where one of them is all there is. Pure.
#pragma once

#include <algorithm>
#include <cmath>

namespace azr::diversity {

struct Shares {
    double effective = 0;  ///< 0 where nothing was counted
    double largest = 0;    ///< share of the most frequent one, 0..1
};

/// Of a map from things to their weights.
template <class Weights>
[[nodiscard]] Shares sharesOf(const Weights& weights) {
    double whole = 0, entropy = 0, largest = 0;
    for (const auto& [thing, weight] : weights) whole += static_cast<double>(weight);
    if (whole <= 0) return {};
    for (const auto& [thing, weight] : weights) {
        const double share = static_cast<double>(weight) / whole;
        if (share > 0) entropy -= share * std::log(share);
        largest = std::max(largest, share);
    }
    return {std::exp(entropy), largest};
}

}  // namespace azr::diversity
