/// Causal attention over a packed batch in plain ATen operations, differentiable, on any device: groups of spans lie
/// padded side by side, so that a GPU has a few large products instead of some for every span. Groups too long for a
/// mask go span by span. Legend in attention_kernels.h. Throws c10::Error.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/engine/kernels/attention_kernels.h"

namespace azr::engine {

/// What is added to the scores: 0 where `seen`, else minus infinity.
[[nodiscard]] at::Tensor attentionBias(const at::Tensor& seen, at::ScalarType type);
/// q [.., n, E], k and v [.., m, E]; a bias of their type that broadcasts to [.., n, m], or undefined: causal, n = m.
/// `cap`: scores become cap * tanh(score / cap); 0: they stay.
[[nodiscard]] at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& bias,
                                double cap = 0);

/// What a layer's attention is like.
struct AttentionRule {
    bool sliding = false;  ///< a row sees the last `window` positions only
    double cap = 0;
};

class PaddedAttention {
  public:
    /// Lays the groups of `plan`, which outlives it, out on `device`; serves every layer of a pass. `window`: of layers
    /// that slide; 0: there are none.
    PaddedAttention(const kernels::AttentionPlan& plan, std::int64_t rows, const at::Device& device,
                    at::ScalarType type, std::int64_t window = 0);

    /// q [T, H, E], k and v [T, G, E] of the `type`, rotated; returns [T, H E].
    [[nodiscard]] at::Tensor operator()(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                        const AttentionRule& rule = {}) const;

  private:
    /// Groups of like length.
    struct Padded {
        std::int64_t count = 0, width = 0;
        at::Tensor rows;         ///< [count x width]: the packed row of a place; any row where it is padding
        at::Tensor mask;         ///< [count, 1, width, width]: minus infinity where a place does not see another
        at::Tensor slidingMask;  ///< the same through the window; undefined without one
        at::Tensor kept;         ///< places that are not padding
    };
    [[nodiscard]] at::Tensor maskOf(const std::vector<std::size_t>& groups, std::int64_t width, std::int64_t window,
                                    const at::Device& device) const;
    /// What the rows of a span see; undefined: all before them, and nothing lies above.
    [[nodiscard]] at::Tensor spanMask(const kernels::AttentionSpan& span, bool sliding, const at::Device& device) const;
    void addPadded(const std::vector<std::size_t>& groups, std::int64_t width, const at::Device& device);

    const kernels::AttentionPlan& m_plan;
    at::ScalarType m_type;
    std::int64_t m_window;
    std::vector<Padded> m_padded;
    std::vector<std::size_t> m_long;   // spans of groups that go one by one
    std::vector<std::int64_t> m_came;  // packed rows in the order in which results come
    at::Tensor m_order;                // [T]: where the result of a row is among them
};

}  // namespace azr::engine
