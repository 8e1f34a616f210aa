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

/// The same where buffered tasks count as new too: they and the fresh ones are drawn from one pool, `newShare` at most;
/// the rest comes from all others of the buffer, and where those are short, from the fresh ones left over.
Mixture splitWindow(std::size_t fresh, const Buffer& buffer, std::span<const std::size_t> recent, std::size_t wanted,
                    std::size_t newShare, int newSteps, int step, Rng& rng) {
    std::vector<std::size_t> young, others;  // of the buffer
    for (const std::size_t place : recent) (step - buffer.at(place).step < newSteps ? young : others).push_back(place);
    std::vector<std::size_t> pool(fresh + young.size());  // the fresh ones, then the young
    std::iota(pool.begin(), pool.end(), std::size_t{0});
    rng.shuffle(std::span(pool));
    Mixture mixture;
    std::vector<std::size_t> left;  // fresh
    std::size_t taken = 0;
    for (const std::size_t entry : pool) {
        const bool takes = taken < newShare;
        taken += takes ? 1 : 0;
        if (entry < fresh)
            (takes ? mixture.fresh : left).push_back(entry);
        else
            (takes ? mixture.buffered : others).push_back(young[entry - fresh]);
    }
    for (const std::size_t place : weightedDraw(std::vector(others.size(), 1.0), wanted - taken, rng))
        mixture.buffered.push_back(others[place]);
    taken = mixture.fresh.size() + mixture.buffered.size();
    left.resize(std::min(left.size(), wanted - taken));
    mixture.fresh.insert(mixture.fresh.end(), left.begin(), left.end());
    std::sort(mixture.fresh.begin(), mixture.fresh.end());
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
            Rng& rng, int pastSteps, int newSteps) {
    const std::vector<std::size_t> recent = recentOf(buffer, pastSteps, step);
    if (mixing == Mixing::MaxNew || mixing == Mixing::HalfNew) {
        const std::size_t newShare = mixing == Mixing::MaxNew ? wanted : wanted / 2;
        return newSteps > 1 ? splitWindow(fresh.size(), buffer, recent, wanted, newShare, newSteps, step, rng)
                            : split(fresh.size(), buffer, recent, wanted, newShare, rng);
    }
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
