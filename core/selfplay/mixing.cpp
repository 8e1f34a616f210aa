#include "core/selfplay/mixing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace azr::selfplay {
namespace {

std::vector<std::size_t> choose(std::size_t all, std::size_t wanted, Rng& rng) {
    std::vector<std::size_t> indices(all);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    if (wanted < all) {
        rng.shuffle(std::span(indices));
        indices.resize(wanted);
        std::sort(indices.begin(), indices.end());
    }
    return indices;
}

/// `freshShare` new tasks at most, the rest buffered, more new ones where the buffer is short.
Mixture split(std::size_t fresh, const Buffer& buffer, std::size_t wanted, std::size_t freshShare, Rng& rng) {
    std::size_t takeFresh = std::min(fresh, freshShare);
    const std::size_t takeBuffered = std::min(buffer.size(), wanted - takeFresh);
    takeFresh = std::min(fresh, wanted - takeBuffered);
    return {choose(fresh, takeFresh, rng), buffer.draw(takeBuffered, rng)};
}

/// Weighted draws without replacement: the largest keys log(u) / weight win.
Mixture weighted(std::span<const double> weights, std::size_t fresh, std::size_t wanted, Rng& rng) {
    std::vector<std::pair<double, std::size_t>> keys;
    keys.reserve(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) keys.emplace_back(std::log(1.0 - rng.uniform()) / weights[i], i);
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    keys.resize(std::min(wanted, keys.size()));
    Mixture mixture;
    for (const auto& [key, index] : keys) {
        if (index < fresh)
            mixture.fresh.push_back(index);
        else
            mixture.buffered.push_back(index - fresh);
    }
    std::sort(mixture.fresh.begin(), mixture.fresh.end());
    return mixture;
}

}  // namespace

Mixture mix(Mixing mixing, std::span<const Task* const> fresh, const Buffer& buffer, std::size_t wanted, int step,
            Rng& rng) {
    if (mixing == Mixing::MaxNew) return split(fresh.size(), buffer, wanted, wanted, rng);
    if (mixing == Mixing::HalfNew) return split(fresh.size(), buffer, wanted, wanted / 2, rng);
    const auto weight = [&](const Task& task) {
        return mixing == Mixing::UniformTotal ? 1.0 : 1.0 / (1.0 + std::max(0, step - task.step));
    };
    std::vector<double> weights;
    weights.reserve(fresh.size() + buffer.size());
    for (const Task* task : fresh) weights.push_back(weight(*task));
    for (std::size_t i = 0; i < buffer.size(); ++i) weights.push_back(weight(buffer.at(i)));
    return weighted(weights, fresh.size(), wanted, rng);
}

}  // namespace azr::selfplay
