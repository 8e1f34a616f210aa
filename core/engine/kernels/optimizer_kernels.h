/// AdamW over flat fp32 arrays in one loop, and the norm of a gradient. CPU; the results do not depend on the number of
/// threads.
#pragma once

#include <cstdint>

namespace azr::engine::kernels {

struct AdamStep {
    float learningRate, beta1, beta2, epsilon, weightDecay;
    float firstCorrection, secondCorrection;  ///< 1 - beta^t
    float gradientScale;                      ///< from the clip of the global norm
};

/// Decoupled weight decay (Loshchilov and Hutter 2019): w -= lr (m' / (sqrt(v') + eps) + decay w).
void adamW(float* weights, const float* gradient, float* first, float* second, std::int64_t size, const AdamStep& step);
/// Sum of squares in double; not finite when any entry is not.
[[nodiscard]] double squaredNorm(const float* values, std::int64_t size);

}  // namespace azr::engine::kernels
