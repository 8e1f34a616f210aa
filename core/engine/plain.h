/// The transformer in plain ATen operations: short, differentiable, on any device. It is what the hand-written
/// kernels are checked against, and what trains where those kernels cannot run (a GPU).
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <span>

#include "core/base/error.h"
#include "core/engine/lora_pass.h"
#include "core/engine/model.h"
#include "core/engine/packed.h"
#include "core/engine/padded_attention.h"

namespace azr::engine {

/// x / rms(x) * weight over the last dimension, in fp32.
[[nodiscard]] at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon);
/// x [n, heads, E], cosines and sines [n, 1, E], the first half of the sines negative: the first half of E pairs with
/// the second (Hugging Face's layout).
[[nodiscard]] at::Tensor rotated(const at::Tensor& x, const at::Tensor& cosines, const at::Tensor& sines);

/// One pass: the weights, the tokens, and what depends on these alone. `products` is the type of the matrix products
/// (kFloat or kBFloat16), those of attention included; norms, rotations and the residual stream stay fp32.
struct PlainPass {
    /// What is referred to outlives the pass.
    PlainPass(const HfConfig& config, const Parameters& parameters, const Packed& packed,
              at::ScalarType products = at::kFloat, AdapterUse adapters = {});

    /// [T, D]
    [[nodiscard]] at::Tensor embed() const;
    [[nodiscard]] at::Tensor layer(std::size_t index, const at::Tensor& x) const;
    [[nodiscard]] at::Tensor finalNorm(const at::Tensor& x) const;
    /// All of it: hidden states after the final norm.
    [[nodiscard]] at::Tensor forward() const;

    const HfConfig& config;
    const Parameters& parameters;
    const Packed& packed;
    at::ScalarType products;
    AdapterUse adapters;
    at::Tensor tokens;        ///< [T]
    at::Tensor cosine, sine;  ///< [T, 1, E]; the first half of the sines is negative

  private:
    [[nodiscard]] at::Tensor project(std::size_t layer, std::initializer_list<Projection> parts, const at::Tensor& x,
                                     const at::Tensor& weight, const at::Tensor& bias) const;
    [[nodiscard]] at::Tensor attention(const Layer& layer, const at::Tensor& qkv) const;

    PaddedAttention m_attended;
};

/// Logits [T, V] in fp32 of one sequence, without gradients.
[[nodiscard]] Result<at::Tensor> forwardLogits(const Model& model, std::span<const policy::Token> tokens);

}  // namespace azr::engine
