/// What the tests of the learner ask of passes: a loss that differs between tokens, and the gradient of a batch.
#pragma once

#include <ATen/ATen.h>

#include "core/engine/learning/passes.h"
#include "core/policy/learner.h"

namespace azr::test {

/// The greatest difference, as a share of the greatest value wanted.
inline double difference(const at::Tensor& a, const at::Tensor& wanted) {
    return ((a - wanted).abs().max() / (wanted.abs().max() + 1e-12)).item<double>();
}

/// Any smooth function of both outcomes that differs between tokens.
inline engine::RowGradient someLoss(const engine::LossToken& token, const engine::RowOutcome& outcome) {
    return {0.1F * static_cast<float>(token.position % 5 - 2) + 0.01F * outcome.logprob, 0.05F};
}

inline engine::Trainable gradientOf(engine::Passes& passes, const engine::Model& model,
                                    const std::vector<policy::Sequence>& batch, std::int64_t tokenLimit) {
    constexpr std::uint64_t kDropoutSeed = 99;
    engine::Trainable gradients = engine::makeLike(model);
    for (auto& part : engine::splitBatch(batch, tokenLimit, 1, true, model.config.stretchedFrom())) {
        part.dropoutSeed = kDropoutSeed;
        passes.accumulate(model, part, someLoss, gradients);
    }
    return gradients;
}

inline policy::OptimizerOptions fastRate() {
    policy::OptimizerOptions options;
    options.learningRate = 1e-2;
    return options;
}

}  // namespace azr::test
