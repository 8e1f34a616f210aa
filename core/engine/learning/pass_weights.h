/// The weights that the hand-written pass multiplies with, wherever they lie: the learner's masters, or the packed form
/// that the sampler reads, unpacked one layer at a time into the type of the products, so that frozen weights need no
/// second copy. CPU.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <span>

#include "core/engine/kernels/matmul.h"
#include "core/engine/model/model.h"

namespace azr::engine {

class PassWeights {
  public:
    virtual ~PassWeights() = default;
    /// Valid until the next call. Norms are as they multiply, offset included.
    virtual const Layer& layer(std::size_t index) = 0;
    [[nodiscard]] virtual at::Tensor finalNorm() const = 0;
    /// Rows of the embedding, [T, D].
    virtual void embed(std::span<const std::int32_t> tokens, float* out) const = 0;
    /// logits [n, V] = rows [n, D] times the head, with fp32 rows and sums.
    virtual void logits(const at::Tensor& out, const at::Tensor& rows) = 0;
    /// Adds to the gradient of the head, where there is one (undefined: it is frozen); then rows become their own.
    virtual void logitsBack(const at::Tensor& rows, const at::Tensor& dLogits, const at::Tensor& dHead) = 0;
};

/// `parameters` outlives the result.
[[nodiscard]] std::unique_ptr<PassWeights> makeMasterWeights(const HfConfig& config, const Parameters& parameters,
                                                             at::ScalarType products);
[[nodiscard]] std::unique_ptr<PassWeights> makeFrozenWeights(const HfConfig& config,
                                                             std::shared_ptr<const DecoderWeights> weights,
                                                             at::ScalarType products);
/// Of a model, whichever it has.
[[nodiscard]] std::unique_ptr<PassWeights> passWeightsOf(const Model& model, at::ScalarType products);

}  // namespace azr::engine
