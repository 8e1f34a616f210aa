/// Vector loops over one row of logits. Sums run in a fixed order: equal rows give equal bits.
#pragma once

#include <span>

namespace azr::engine {

[[nodiscard]] float highestOf(std::span<const float> values);
/// values[i] becomes exp((values[i] - peak) * sharpness).
void weighLogits(std::span<float> values, float peak, float sharpness);
/// Sum of exp(values[i] - peak).
[[nodiscard]] double sumOfWeights(std::span<const float> values, float peak);
/// Plain sum; the sum of a row equals the sum of its blocks of kSumBlock in order.
[[nodiscard]] double sumOf(std::span<const float> values);
constexpr std::size_t kSumBlock = 64;
[[nodiscard]] float sumOfBlock(std::span<const float> values);

}  // namespace azr::engine
