/// The softmax over the vocabulary for chosen rows, fp32 on the CPU: log-probability of the target, entropy, and the
/// gradient of any loss of the two. Called from the engine's thread; deterministic.
#pragma once

#include <cstdint>

namespace azr::engine::kernels {

struct RowOutcome {
    float logprob = 0;  ///< of the target, natural log
    float entropy = 0;  ///< of the full softmax, nats
    float logSum = 0;   ///< log of the normaliser
};

/// Derivatives of the loss by a row's two outcomes.
struct RowGradient {
    float logprob = 0;
    float entropy = 0;
};

/// logits [rows, V], rows `stride` apart; targets, outcomes [rows].
void softmaxOutcomes(const float* logits, std::int64_t stride, const std::int32_t* targets, RowOutcome* outcomes,
                     std::int64_t rows, std::int64_t vocabulary);
/// logits become their own gradient.
void softmaxBackward(float* logits, std::int64_t stride, const std::int32_t* targets, const RowOutcome* outcomes,
                     const RowGradient* gradients, std::int64_t rows, std::int64_t vocabulary);
/// out[i] = x[indices[i]], and back: x[indices[i]] += in[i] in the order of i (rows may repeat).
void gatherRows(const float* x, const std::int64_t* indices, float* out, std::int64_t count, std::int64_t width);
void scatterRows(const float* in, const std::int64_t* indices, float* x, std::int64_t count, std::int64_t width);

}  // namespace azr::engine::kernels
