/// The learner of an engine that was opened for sampling only: it refuses everything.
#pragma once

#include "core/policy/learner.h"

namespace azr::engine {

class AbsentLearner final : public policy::Learner {
  public:
    Result<policy::UpdateStats> update(std::span<const policy::Sequence>, const policy::LossOptions&,
                                       const policy::OptimizerOptions&, Control&) override {
        return refusal();
    }
    Result<policy::UpdateStats> imitate(std::span<const policy::Sequence>, const policy::OptimizerOptions&, int,
                                        Control&) override {
        return refusal();
    }
    Result<std::vector<std::vector<float>>> logprobs(std::span<const policy::Sequence>, Control&) override {
        return refusal();
    }
    Status saveWeights(const std::filesystem::path&) override { return refusal(); }
    Status saveOptimizer(const std::filesystem::path&) override { return refusal(); }
    Status restore(const std::filesystem::path&) override { return refusal(); }
    [[nodiscard]] std::string weightsHash() const override { return {}; }
    [[nodiscard]] std::string optimizerHash() const override { return {}; }

  private:
    static tl::unexpected<Error> refusal() {
        return fail(ErrorCode::Conflict, "the model was opened for sampling only", "engine");
    }
};

}  // namespace azr::engine
