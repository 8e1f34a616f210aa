/// A micro-batch through the model and its loss, forth and back, behind one interface with two bodies: the hand-written
/// kernels (CPU) and plain ATen operations with autograd (any device). The head is evaluated on the loss tokens alone,
/// in fp32, a few rows at a time, so that the logits of a batch never lie in memory together. Throws c10::Error.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/engine/head_kernels.h"
#include "core/engine/model.h"
#include "core/engine/packed.h"

namespace azr::engine {

using kernels::RowGradient;
using kernels::RowOutcome;

/// Called once per loss token, in order, with its outcome: returns the derivatives of the batch's loss by it.
using LossFunction = std::function<RowGradient(const LossToken&, const RowOutcome&)>;

class Passes {
  public:
    virtual ~Passes() = default;
    /// Adds the gradient of the micro-batch's loss to `gradients`.
    virtual void accumulate(const Parameters& parameters, const MicroBatch& part, const LossFunction& loss,
                            Parameters& gradients) = 0;
    /// Outcomes of the loss tokens, without gradients.
    virtual std::vector<RowOutcome> outcomes(const Parameters& parameters, const MicroBatch& part) = 0;
};

/// The kernels on the CPU, plain operations elsewhere and for families with norms of queries and keys.
[[nodiscard]] std::unique_ptr<Passes> makePasses(const HfConfig& config, const at::Device& device,
                                                 at::ScalarType products);
[[nodiscard]] std::unique_ptr<Passes> makeFusedPasses(const HfConfig& config, at::ScalarType products);
[[nodiscard]] std::unique_ptr<Passes> makePlainPasses(const HfConfig& config, at::ScalarType products);

/// Rows of the head to evaluate at once for a vocabulary of this size.
[[nodiscard]] std::int64_t headRows(std::int64_t vocabulary);

}  // namespace azr::engine
