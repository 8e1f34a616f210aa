/// Forward and backward pass of the transformer over packed sequences with the hand-written kernels: no autograd, all
/// activations in buffers that are kept between calls. CPU, fp32 residual stream; the products may be bf16. Legend in
/// model.h; T rows. One thread owns it. Throws c10::Error like LibTorch; its callers stand behind guarded().
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/engine/attention_kernels.h"
#include "core/engine/matmul.h"
#include "core/engine/model.h"
#include "core/engine/packed.h"

namespace azr::engine {

class Transformer {
  public:
    Transformer(const HfConfig& config, at::ScalarType products);

    /// Hidden states after the final norm, [T, D]; valid until the next call. With `keep` the activations stay for
    /// backward(); without, the layers share one set of buffers.
    at::Tensor forward(const Parameters& parameters, const Packed& packed, bool keep);
    /// Adds the gradients of everything but the head to `gradients`. dHidden [T, D] is that of forward()'s result and
    /// is overwritten. The packed batch and the parameters are those of the last forward(keep).
    void backward(const Parameters& parameters, const Packed& packed, at::Tensor dHidden, Parameters& gradients);

    /// Bytes of kept activations per packed row.
    [[nodiscard]] static std::int64_t bytesPerRow(const HfConfig& config);

  private:
    /// What one layer keeps; every tensor has `m_capacity` rows.
    struct Kept {
        at::Tensor input, normed, inverse, qkv, attended, logSums, middle, normedMiddle, inverseMiddle, wide, gated;
    };
    void reserve(std::int64_t rows, bool keep);
    Kept rowsOf(const Kept& kept) const;
    void forwardLayer(const Layer& layer, const Packed& packed, const Kept& kept, at::Tensor output);
    void backwardLayer(const Layer& layer, const Packed& packed, const Kept& kept, const at::Tensor& dx,
                       Layer& gradients);

    HfConfig m_config;
    Products m_products;
    kernels::AttentionShape m_shape;
    kernels::AttentionScratch m_attention;
    at::Tensor m_rotations;  // [context, E]
    std::int64_t m_rows = 0, m_capacity = 0;
    std::vector<Kept> m_kept;
    at::Tensor m_last, m_hidden, m_inverseLast;  // before and after the final norm
    at::Tensor m_dWide, m_dRow, m_dQkv;          // gradients on the way back: [T, max(F, H E)], [T, D], [T, (H + 2G) E]
};

}  // namespace azr::engine
