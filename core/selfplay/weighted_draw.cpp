#include "core/selfplay/weighted_draw.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace azr::selfplay {

// The largest keys log(u) / weight win (Efraimidis and Spirakis).
std::vector<std::size_t> weightedDraw(std::span<const double> weights, std::size_t wanted, Rng& rng) {
    std::vector<std::pair<double, std::size_t>> keys;
    keys.reserve(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) keys.emplace_back(std::log(1.0 - rng.uniform()) / weights[i], i);
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    keys.resize(std::min(wanted, keys.size()));
    std::vector<std::size_t> chosen;
    chosen.reserve(keys.size());
    for (const auto& [key, index] : keys) chosen.push_back(index);
    return chosen;
}

}  // namespace azr::selfplay
