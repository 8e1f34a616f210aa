/// The Learner over LibTorch: micro-batches through Passes, one AdamW step over the sum of their gradients. A small
/// model on the CPU trains with one worker per core, each with passes and gradients of its own and a fixed share of the
/// micro-batches: no waiting inside a pass, and everything stays in the caches. Shares the Model with the sampler,
/// which sees new weights through Model::version. One thread owns it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/engine/model.h"
#include "core/engine/optimizer.h"
#include "core/engine/passes.h"
#include "core/engine/ppo.h"
#include "core/policy/learner.h"

namespace azr::engine {

/// Reads the starting weights again; called once, when a KL term is first asked for.
using ReferenceLoader = std::function<Result<Model>()>;

class TorchLearner : public policy::Learner {
  public:
    /// `model` outlives the learner. `products`: see chooseProductType().
    TorchLearner(Model& model, at::ScalarType products, ReferenceLoader reference);

    Result<policy::UpdateStats> update(std::span<const policy::Sequence> batch, const policy::LossOptions& loss,
                                       const policy::OptimizerOptions& optimizer, Control& control) override;
    Result<policy::UpdateStats> imitate(std::span<const policy::Sequence> batch,
                                        const policy::OptimizerOptions& optimizer, int microBatchTokens,
                                        Control& control) override;
    Result<std::vector<std::vector<float>>> logprobs(std::span<const policy::Sequence> batch,
                                                     Control& control) override;
    Status saveWeights(const std::filesystem::path& folder) override;
    Status saveOptimizer(const std::filesystem::path& folder) override;
    Status restore(const std::filesystem::path& folder) override;
    [[nodiscard]] std::string weightsHash() const override;
    [[nodiscard]] std::string optimizerHash() const override;

  private:
    /// One share of the work; its gradients and totals are added up in the order of the workers.
    struct Worker {
        std::unique_ptr<Passes> passes;
        Parameters gradients;
        LossTotals totals;
    };
    using Each = std::function<void(Worker&, const MicroBatch&)>;

    Status eachMicroBatch(std::span<const policy::Sequence> batch, int rowLimit, Control& control, const Each& each);
    Status prepare(std::span<const policy::Sequence> batch, bool needsAdvantages) const;
    Status loadReference();
    void clear();
    Result<policy::UpdateStats> finish(std::span<const policy::Sequence> batch,
                                       const policy::OptimizerOptions& optimizer);

    Model& m_model;
    ReferenceLoader m_loadReference;
    std::optional<Model> m_reference;
    int m_threads = 1;
    std::vector<Worker> m_workers;
    AdamW m_optimizer;
};

}  // namespace azr::engine
