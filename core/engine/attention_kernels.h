/// Causal grouped-query attention over packed sequences, fp32 on the CPU, forward and backward, without ever holding
/// the whole score matrix: blocks of queries against the keys before them, probabilities recomputed on the way back.
/// H query heads share G heads of keys and values; E is the width of a head. Deterministic for any number of threads:
/// one thread owns a (sequence, key head) pair. Called from the engine's thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace azr::engine::kernels {

struct AttentionShape {
    int heads = 0, kvHeads = 0, headDim = 0;
    [[nodiscard]] std::int64_t rowWidth() const { return std::int64_t{heads + 2 * kvHeads} * headDim; }
    [[nodiscard]] std::int64_t outputWidth() const { return std::int64_t{heads} * headDim; }
};

/// Per-thread scratch, kept between calls so that its pages stay mapped.
struct AttentionScratch {
    std::vector<float> floats;
};

/// qkv [T, (H + 2G) E], already rotated; starts [S + 1]; output [T, H E]; logSums [T, H] for the way back.
void attention(const AttentionShape& shape, std::span<const std::int64_t> starts, const float* qkv, float* output,
               float* logSums, AttentionScratch& scratch);
/// dQkv [T, (H + 2G) E] is overwritten with the gradient (still in rotated coordinates).
void attentionBackward(const AttentionShape& shape, std::span<const std::int64_t> starts, const float* qkv,
                       const float* output, const float* logSums, const float* dOutput, float* dQkv,
                       AttentionScratch& scratch);

}  // namespace azr::engine::kernels
