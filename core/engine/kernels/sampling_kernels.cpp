#include "core/engine/kernels/sampling_kernels.h"

#include <algorithm>
#include <cmath>

#include "core/engine/kernels/decode_kernels_vector.h"

namespace azr::engine {
namespace {

/// exp of fewer than kLanes values, by the same arithmetic as whole vectors.
void weighTail(float* values, std::size_t count, float peak, float sharpness) {
    float padded[kLanes] = {};
    std::copy_n(values, count, padded);
    store(padded, exponential((load(padded) - peak) * sharpness));
    std::copy_n(padded, count, values);
}

}  // namespace

float highestOf(std::span<const float> values) {
    float best = -std::numeric_limits<float>::infinity();
    std::size_t i = 0;
    if (values.size() >= kLanes) {
        Vec highest = load(values.data());
        for (i = kLanes; i + kLanes <= values.size(); i += kLanes) highest = maximum(highest, load(&values[i]));
        best = maxLane(highest);
    }
    for (; i < values.size(); ++i) best = std::max(best, values[i]);
    return best;
}

void weighLogits(std::span<float> values, float peak, float sharpness) {
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes)
        store(&values[i], exponential((load(&values[i]) - peak) * sharpness));
    if (i < values.size()) weighTail(&values[i], values.size() - i, peak, sharpness);
}

double sumOfWeights(std::span<const float> values, float peak) {
    double total = 0;
    float block[kSumBlock];
    for (std::size_t i = 0; i < values.size(); i += kSumBlock) {
        const std::size_t count = std::min(kSumBlock, values.size() - i);
        std::copy_n(&values[i], count, block);
        weighLogits({block, count}, peak, 1.0F);
        total += static_cast<double>(sumOfBlock({block, count}));
    }
    return total;
}

float sumOfBlock(std::span<const float> values) {
    Vec sum{};
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) sum += load(&values[i]);
    float total = sumLanes(sum);
    for (; i < values.size(); ++i) total += values[i];
    return total;
}

double sumOf(std::span<const float> values) {
    double total = 0;
    for (std::size_t i = 0; i < values.size(); i += kSumBlock)
        total += static_cast<double>(sumOfBlock(values.subspan(i, std::min(kSumBlock, values.size() - i))));
    return total;
}

}  // namespace azr::engine
