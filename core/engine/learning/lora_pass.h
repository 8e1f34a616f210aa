/// What adapters add to the hand-written pass: the low-rank products of a projection, forth and back, in fp32, and the
/// masks of their dropout. A mask is a function of the update, the layer, the projection, and the token's place in the
/// batch, so that it repeats bit for bit, however the batch is cut, and the way back makes it again.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/engine/learning/packed.h"
#include "core/engine/model/adapter.h"

namespace azr::engine {

/// The adapters of one pass.
struct AdapterUse {
    const Adapter* adapter = nullptr;  ///< null: there are none
    std::uint64_t seed = 0;            ///< of the update; with dropout only
    bool dropout = false;
    [[nodiscard]] double rate() const { return dropout ? adapter->config.dropout : 0.0; }
};

/// Which mask.
struct DropoutKey {
    std::uint64_t seed = 0;
    std::size_t layer = 0, projection = 0;
    double rate = 0;
};
/// A multiplier of x [T, width]: 0 with probability `rate`, else 1 / (1 - rate). On any device the same.
[[nodiscard]] at::Tensor dropoutMask(const DropoutKey& key, const Packed& packed, std::int64_t width,
                                     const at::Device& device);

class LoraPass {
  public:
    /// One projection of one layer.
    struct Site {
        const LowRank* pair = nullptr;
        DropoutKey key;
        double scale = 1;
    };
    /// low [T, r] = dropout(x) A^T
    void inner(const Site& site, const Packed& packed, const at::Tensor& x, at::Tensor low);
    /// y [T, outputs] += scale * dropout(x) A^T B^T; low keeps the product between.
    void forward(const Site& site, const Packed& packed, const at::Tensor& x, at::Tensor y, at::Tensor low);
    /// dx [T, inputs] += its gradient (null: nobody asks for it); gradient A and B += theirs.
    void backward(const Site& site, const Packed& packed, const at::Tensor& dy, const at::Tensor& x,
                  const at::Tensor& low, const LowRank& gradient, at::Tensor dx);

  private:
    /// x as A sees it: fp32, entries dropped.
    at::Tensor masked(const Site& site, const Packed& packed, const at::Tensor& x);

    at::Tensor m_masked, m_dLow, m_dMasked;  // scratch that only grows
};

}  // namespace azr::engine
