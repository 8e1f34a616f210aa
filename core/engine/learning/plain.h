/// The transformer in plain ATen operations: short, differentiable, on any device. It is what the hand-written
/// kernels are checked against, and what trains where those kernels cannot run (a GPU).
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <span>

#include "core/base/error.h"
#include "core/engine/learning/lora_pass.h"
#include "core/engine/learning/packed.h"
#include "core/engine/learning/padded_attention.h"
#include "core/engine/model/model.h"

namespace azr::engine {

/// x / rms(x) * weight over the last dimension, in fp32.
[[nodiscard]] at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon);
/// The model's norm of x, with the offset of its weights; x itself where the weight is undefined.
[[nodiscard]] at::Tensor normalised(const HfConfig& config, const at::Tensor& x, const at::Tensor& weight);
/// x [n, heads, E], cosines and sines [n, 1, R], R the rotated entries of a head, the first half of the sines negative:
/// the first half of R pairs with the second (Hugging Face's layout).
[[nodiscard]] at::Tensor rotated(const at::Tensor& x, const at::Tensor& cosines, const at::Tensor& sines);

/// Cosines and sines of positions, for each rotation that the model's layers have.
struct Turns {
    struct Table {
        at::Tensor cosine, sine;  ///< [n, 1, R]; the first half of the sines is negative
    };
    Table global, local;  ///< local: undefined where no layer has it
    /// Of positions [n], fp64, on their device. `stretched`: of a sequence that is.
    [[nodiscard]] static Turns of(const HfConfig& config, const at::Tensor& positions, bool stretched = false);
    /// Rows of the one, then rows of the other.
    [[nodiscard]] static Turns joined(const Turns& one, const Turns& other);
    /// Of some of those positions.
    [[nodiscard]] Turns select(const at::Tensor& rows) const;
};
/// Queries and keys out of qkv [n, (H + 2G) E] as the layer's scores want them: normalised, turned, queries scaled.
/// [n, H + G, E]
[[nodiscard]] at::Tensor turnedHeads(const HfConfig& config, const Layer& layer, std::size_t index,
                                     const at::Tensor& qkv, const Turns& turns);
/// The gate's activation times the up projection, of wide [n, 2F].
[[nodiscard]] at::Tensor gated(const HfConfig& config, const at::Tensor& wide);
/// x plus what attention or the feed-forward part gave, normalised by `norm` (undefined: not) and scaled.
[[nodiscard]] at::Tensor joined(const HfConfig& config, const at::Tensor& x, const at::Tensor& branch,
                                const at::Tensor& norm);
/// Rows of the embedding as the first layer reads them.
[[nodiscard]] at::Tensor embedded(const HfConfig& config, const at::Tensor& table, const at::Tensor& tokens);
/// Logits [n, V] in fp32 of rows behind the final norm.
[[nodiscard]] at::Tensor headLogits(const HfConfig& config, const Parameters& parameters, const at::Tensor& rows);

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
    at::Tensor tokens;  ///< [T]
    Turns turns;        ///< of T positions

  private:
    [[nodiscard]] at::Tensor project(std::size_t layer, std::initializer_list<Projection> parts, const at::Tensor& x,
                                     const at::Tensor& weight, const at::Tensor& bias) const;
    [[nodiscard]] at::Tensor attention(std::size_t layer, const at::Tensor& qkv) const;

    PaddedAttention m_attended;
};

/// Logits [T, V] in fp32 of one sequence, without gradients.
[[nodiscard]] Result<at::Tensor> forwardLogits(const Model& model, std::span<const policy::Token> tokens);

}  // namespace azr::engine
