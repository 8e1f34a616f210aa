/// Forward and backward pass of the transformer over packed sequences with the hand-written kernels: no autograd, all
/// activations in buffers that are kept between calls. CPU, fp32 residual stream; the products may be bf16. Legend in
/// model.h; T rows. One thread owns it. Throws c10::Error like LibTorch; its callers stand behind guarded().
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/engine/kernels/attention_kernels.h"
#include "core/engine/kernels/matmul.h"
#include "core/engine/learning/lora_pass.h"
#include "core/engine/learning/packed.h"
#include "core/engine/learning/pass_weights.h"
#include "core/engine/model/model.h"

namespace azr::engine {

class Transformer {
  public:
    /// `checkpoint`: only the inputs of layers are kept, everything else is computed again on the way back.
    Transformer(const HfConfig& config, at::ScalarType products, bool checkpoint);

    /// Hidden states after the final norm, [T, D]; valid until the next call. With `keep` the activations stay for
    /// backward(); without, the layers share one set of buffers.
    at::Tensor forward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, bool keep);
    /// Adds the gradients of everything but the head to `gradients`, or those of the adapters where it has these.
    /// dHidden [T, D] is that of forward()'s result and is overwritten. The other arguments are those of the last
    /// forward(keep).
    void backward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, at::Tensor dHidden,
                  Trainable& gradients);

  private:
    /// What one layer keeps; every tensor has `m_capacity` rows. What only products read again lies in their type.
    struct Kept {
        at::Tensor normed, inverse, qkv, attended, logSums, middle, normedMiddle, inverseMiddle, wide, gated;
        at::Tensor rawHeads, inverseHeads;  // before the norms of queries and keys; [T, (H + G) E], [T, H + G]
        at::Tensor low;                     // between A and B of each projection, [T, 7 r]
        // What attention and feed-forward part gave, before the norms behind them.
        at::Tensor rawAttention, inverseAttention, rawFeedForward, inverseFeedForward;
    };
    /// One layer of the pass under way.
    struct Step {
        std::size_t index = 0;
        const Layer& weights;
        const AdapterUse& adapters;
        const Packed& packed;
        at::Tensor input;
        Kept kept;
    };
    /// What a half of the layer gives on its way into the residual stream.
    struct Branch {
        at::Tensor raw, inverse;  // undefined where no norm stands behind it
        at::Tensor norm;
    };
    void reserve(std::int64_t rows, bool keep, int rank);
    Kept makeKept(int rank) const;
    Step stepOf(std::size_t index, PassWeights& weights, const AdapterUse& adapters, const Packed& packed);
    void normaliseInto(const at::Tensor& x, const at::Tensor& norm, const at::Tensor& y,
                       const at::Tensor& inverse) const;
    void normaliseHeads(const Step& step) const;
    void turn(const Step& step, const at::Tensor& qkv, bool backward) const;
    kernels::AttentionShape shapeOf(std::size_t layer) const;
    /// to = from + the branch; product(out, add) sets `out` to it or adds it.
    template <class Product>
    void join(const Branch& branch, const at::Tensor& from, at::Tensor to, const Product& product);
    void forwardAttention(const Step& step);
    void forwardMlp(const Step& step);
    /// output += what the layer makes of its input.
    void forwardDown(const Step& step, at::Tensor output);
    /// The gradient of what a branch gave, of that of the stream; dx itself where it is added as it is.
    at::Tensor branchGradient(const Branch& branch, const at::Tensor& dx, const at::Tensor& dNorm);
    /// dx += the gradient of x, from dRow of what normaliseInto() made of it.
    void normaliseBack(const at::Tensor& dRow, const at::Tensor& x, const at::Tensor& norm, const at::Tensor& inverse,
                       at::Tensor dx, const at::Tensor& dNorm) const;
    void normaliseHeadsBack(const Step& step, const at::Tensor& dQkv, Layer* gradient) const;
    void backwardMlp(const Step& step, const at::Tensor& dx, Trainable& gradients);
    void backwardAttention(const Step& step, const at::Tensor& dx, Trainable& gradients);
    template <class Visit>
    void eachAdapter(const Step& step, std::initializer_list<Projection> parts, const Visit& visit) const;
    void project(const Step& step, std::initializer_list<Projection> parts, const at::Tensor& x, const at::Tensor& y);
    void projectLow(const Step& step, Projection part, const at::Tensor& x);
    void projectBack(const Step& step, std::initializer_list<Projection> parts, const at::Tensor& dy,
                     const at::Tensor& x, Trainable& gradients, const at::Tensor& dx);
    at::Tensor cut(const at::Tensor& buffer, std::int64_t width) const;

    HfConfig m_config;
    Products m_products;
    LoraPass m_lora;
    bool m_checkpoint;
    kernels::AttentionShape m_shape;
    kernels::AttentionScratch m_attention;
    at::Tensor m_rotations, m_localRotations;  // [rows of turn_rows.h, R]
    std::int64_t m_rows = 0, m_capacity = 0;
    int m_rank = 0;
    std::vector<at::Tensor> m_inputs;  // of the layers, [T, D]; one when nothing is kept
    std::vector<Kept> m_kept;
    at::Tensor m_last, m_hidden, m_inverseLast;  // before and after the final norm
    at::Tensor m_dWide, m_dRow, m_dQkv;          // gradients on the way back: [T, max(F, H E)], [T, D], [T, (H + 2G) E]
    at::Tensor m_branch, m_dBranch;              // [T, D]; where branches are normalised or scaled
};

}  // namespace azr::engine
