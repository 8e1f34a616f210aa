/// Causal grouped-query attention over packed sequences, fp32 on the CPU, forward and backward, without ever holding
/// the whole score matrix: blocks of queries against the keys before them, probabilities recomputed on the way back.
/// H query heads share G heads of keys and values; E is the width of a head. Deterministic for any number of threads:
/// one thread owns a (group, query head) pair. Sequences that begin alike form a group, a tree of spans that holds what
/// they share once: its rows are keys of every continuation, and collect the gradients of all. Called from the
/// engine's thread.
#pragma once

#include <cstdint>
#include <vector>

namespace azr::engine::kernels {

struct AttentionShape {
    int heads = 0, kvHeads = 0, headDim = 0;
    int window = 0;   ///< a query sees so many positions, its own included; 0: all before it
    float scale = 0;  ///< of the scores; 0: 1 / sqrt(E)
    float cap = 0;    ///< scores become cap * tanh(score / cap); 0: they stay
    [[nodiscard]] std::int64_t rowWidth() const { return std::int64_t{heads + 2 * kvHeads} * headDim; }
    [[nodiscard]] std::int64_t outputWidth() const { return std::int64_t{heads} * headDim; }
};

/// Rows [start, start + length) see each other causally, and all rows of the spans above them: the parent, its parent
/// and so on, `before` rows in all.
struct AttentionSpan {
    static constexpr std::int64_t kRoot = -1;
    std::int64_t start = 0, length = 0;
    std::int64_t parent = kRoot;  ///< index of a span of the same group
    std::int64_t before = 0;
};

/// Group g owns spans [groups[g], groups[g + 1]), depth first: a span follows its parent and all that hangs from its
/// elder siblings.
struct AttentionPlan {
    std::vector<AttentionSpan> spans;
    std::vector<std::size_t> groups{0};
};

/// Per-thread scratch, kept between calls so that its pages stay mapped.
struct AttentionScratch {
    std::vector<float> floats;
    std::vector<float> shares;  ///< [T, 2 H E]: what each query head sends to the keys and values it shares
};

/// qkv [T, (H + 2G) E], already rotated; output [T, H E]; logSums [T, H] for the way back.
void attention(const AttentionShape& shape, const AttentionPlan& plan, const float* qkv, float* output, float* logSums,
               AttentionScratch& scratch);
/// dQkv [T, (H + 2G) E] is overwritten with the gradient (still in rotated coordinates).
void attentionBackward(const AttentionShape& shape, const AttentionPlan& plan, const float* qkv, const float* output,
                       const float* logSums, const float* dOutput, float* dQkv, AttentionScratch& scratch);

}  // namespace azr::engine::kernels
