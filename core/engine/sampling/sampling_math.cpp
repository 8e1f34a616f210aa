#include "core/engine/sampling/sampling_math.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/engine/kernels/sampling_kernels.h"

namespace azr::engine {
namespace {

struct Candidate {
    float weight;
    std::size_t index;
};

bool likelier(const Candidate& a, const Candidate& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.index < b.index;
}

/// The entry where the running sum passes u * total; the last positive one where rounding runs past the end.
std::size_t pick(std::span<const float> weights, double u) {
    const double target = u * sumOf(weights);
    double passed = 0;
    std::size_t chosen = 0;
    for (std::size_t start = 0; start < weights.size(); start += kSumBlock) {
        const auto block = weights.subspan(start, std::min(kSumBlock, weights.size() - start));
        const double mass = static_cast<double>(sumOfBlock(block));
        if (passed + mass <= target) {
            passed += mass;
            continue;
        }
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (block[i] <= 0.0F) continue;
            chosen = start + i;
            passed += static_cast<double>(block[i]);
            if (passed > target) break;
        }
        return chosen;
    }
    for (std::size_t i = weights.size(); i-- > 0;)
        if (weights[i] > 0.0F) return i;
    return chosen;
}

}  // namespace

void keepTopK(std::span<float> weights, int k) {
    const auto kept = static_cast<std::size_t>(std::max(k, 1));
    if (kept >= weights.size()) return;
    std::vector<Candidate> order(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) order[i] = {weights[i], i};
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(), likelier);
    for (std::size_t i = kept; i < order.size(); ++i) weights[order[i].index] = 0.0F;
}

void keepTopP(std::span<float> weights, double p) {
    const double total = sumOf(weights);
    // Everything below this together weighs less than 1 - p, so that the nucleus lies above it: little is left to sort.
    const double floor = (1.0 - p) * total / static_cast<double>(weights.size());
    std::vector<Candidate> order;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > 0.0F && static_cast<double>(weights[i]) >= floor) order.push_back({weights[i], i});
        weights[i] = 0.0F;
    }
    std::sort(order.begin(), order.end(), likelier);
    double mass = 0;
    for (const Candidate& candidate : order) {
        weights[candidate.index] = candidate.weight;
        mass += static_cast<double>(candidate.weight);
        if (mass >= p * total) break;
    }
}

void keepMinP(std::span<float> weights, float p) {
    const float least = p * highestOf(weights);
    for (float& weight : weights)
        if (weight < least) weight = 0.0F;
}

Draw drawToken(std::span<float> logits, const SamplingRule& rule, Rng& rng) {
    const float peak = highestOf(logits);
    if (rule.temperature <= 0.0F) {
        const auto best = std::find(logits.begin(), logits.end(), peak);
        const auto index = best == logits.end() ? std::ptrdiff_t{0} : best - logits.begin();
        return {static_cast<policy::Token>(index), static_cast<float>(-std::log(sumOfWeights(logits, peak)))};
    }
    weighLogits(logits, peak, 1.0F / rule.temperature);
    const double total = sumOf(logits);
    if (rule.topK > 0) keepTopK(logits, rule.topK);
    if (rule.topP < 1.0F) keepTopP(logits, static_cast<double>(rule.topP));
    if (rule.minP > 0.0F) keepMinP(logits, rule.minP);
    const std::size_t chosen = pick(logits, rng.uniform());
    const double weight = std::log(static_cast<double>(logits[chosen]));
    return {static_cast<policy::Token>(chosen), static_cast<float>(weight - std::log(total))};
}

}  // namespace azr::engine
