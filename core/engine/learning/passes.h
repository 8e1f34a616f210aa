/// A micro-batch through the model and its loss, forth and back, behind one interface with two bodies: the hand-written
/// kernels (CPU) and plain ATen operations with autograd (any device). The head is evaluated on the loss tokens alone,
/// in fp32, a few rows at a time, so that the logits of a batch never lie in memory together; they are divided by the
/// token's temperature before the softmax. Throws c10::Error.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/engine/kernels/head_kernels.h"
#include "core/engine/learning/packed.h"
#include "core/engine/model/model.h"

namespace azr::engine {

using kernels::RowGradient;
using kernels::RowOutcome;

/// Called once per loss token, in order, with its outcome: returns the derivatives of the batch's loss by it.
using LossFunction = std::function<RowGradient(const LossToken&, const RowOutcome&)>;

class Passes {
  public:
    virtual ~Passes() = default;
    /// Adds the gradient of the micro-batch's loss to `gradients`, of what the model trains. Adapters' dropout is on.
    virtual void accumulate(const Model& model, const MicroBatch& part, const LossFunction& loss,
                            Trainable& gradients) = 0;
    /// Outcomes of the loss tokens, without gradients and dropout.
    virtual std::vector<RowOutcome> outcomes(const Model& model, const MicroBatch& part) = 0;
};

struct PassOptions {
    at::ScalarType products = at::kFloat;
    bool checkpoint = false;  ///< layers are computed again on the way back instead of being kept
};

/// The kernels on the CPU, plain operations elsewhere.
[[nodiscard]] std::unique_ptr<Passes> makePasses(const HfConfig& config, const at::Device& device,
                                                 const PassOptions& options);
[[nodiscard]] std::unique_ptr<Passes> makeFusedPasses(const HfConfig& config, const PassOptions& options);
/// The model's weights must lie in Model::parameters.
[[nodiscard]] std::unique_ptr<Passes> makePlainPasses(const HfConfig& config, const PassOptions& options);

}  // namespace azr::engine
