#include "core/selfplay/mixing.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "core/selfplay/weighted_draw.h"

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
Mixture split(std::size_t fresh, const Buffer& buffer, std::span<const std::size_t> recent, std::size_t wanted,
              std::size_t freshShare, Rng& rng) {
    std::size_t takeFresh = std::min(fresh, freshShare);
    const std::size_t takeBuffered = std::min(recent.size(), wanted - takeFresh);
    takeFresh = std::min(fresh, wanted - takeBuffered);
    Mixture mixture{choose(fresh, takeFresh, rng), {}};
    if (recent.size() == buffer.size()) {
        mixture.buffered = buffer.draw(takeBuffered, rng);
    } else {
        for (const std::size_t place : weightedDraw(std::vector(recent.size(), 1.0), takeBuffered, rng))
            mixture.buffered.push_back(recent[place]);
    }
    return mixture;
}

Mixture weighted(std::span<const double> weights, std::size_t fresh, std::size_t wanted, Rng& rng) {
    Mixture mixture;
    for (const std::size_t index : weightedDraw(weights, wanted, rng)) {
        if (index < fresh)
            mixture.fresh.push_back(index);
        else
            mixture.buffered.push_back(index - fresh);
    }
    std::sort(mixture.fresh.begin(), mixture.fresh.end());
    return mixture;
}

}  // namespace

std::vector<std::size_t> recentOf(const Buffer& buffer, int pastSteps, int step) {
    std::vector<std::size_t> all(buffer.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (pastSteps <= 0) return all;
    std::vector<std::size_t> recent;
    std::ranges::copy_if(all, std::back_inserter(recent),
                         [&](std::size_t i) { return step - buffer.at(i).step <= pastSteps; });
    return recent.empty() ? all : recent;
}

Mixture mix(Mixing mixing, std::span<const Task* const> fresh, const Buffer& buffer, std::size_t wanted, int step,
            Rng& rng, int pastSteps) {
    const std::vector<std::size_t> recent = recentOf(buffer, pastSteps, step);
    if (mixing == Mixing::MaxNew) return split(fresh.size(), buffer, recent, wanted, wanted, rng);
    if (mixing == Mixing::HalfNew) return split(fresh.size(), buffer, recent, wanted, wanted / 2, rng);
    const auto weight = [&](const Task& task) {
        return mixing == Mixing::UniformTotal ? 1.0 : 1.0 / (1.0 + std::max(0, step - task.step));
    };
    std::vector<double> weights;
    weights.reserve(fresh.size() + recent.size());
    for (const Task* task : fresh) weights.push_back(weight(*task));
    for (const std::size_t i : recent) weights.push_back(weight(buffer.at(i)));
    Mixture mixture = weighted(weights, fresh.size(), wanted, rng);
    for (std::size_t& place : mixture.buffered) place = recent[place];
    return mixture;
}

}  // namespace azr::selfplay
