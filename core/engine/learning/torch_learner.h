/// The Learner over LibTorch: micro-batches through Passes, one AdamW step over the sum of a mini-batch's gradients. A
/// small model on the CPU trains with one worker per core, each with passes and gradients of its own and a fixed share
/// of the micro-batches: no waiting inside a pass, and everything stays in the caches. Shares the Model with the
/// sampler, which sees new weights through Model::version. With adapters the model's other weights are frozen: no
/// gradients, no moments, and checkpoints hold the adapters alone. Where a device runs out of memory, the micro-batch
/// is halved and the mini-batch begins again. One thread owns it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/engine/learning/optimizer.h"
#include "core/engine/learning/passes.h"
#include "core/engine/learning/ppo.h"
#include "core/engine/model/model.h"
#include "core/policy/learner.h"

namespace azr::engine {

/// Reads the starting weights again; called once, when a KL term is first asked for.
using ReferenceLoader = std::function<Result<Model>()>;

struct LearnerOptions {
    at::ScalarType products = at::kFloat;  ///< bf16: multipliesBfloat16(), or a GPU
    bool checkpointActivations = false;
    bool sharePrefixes = true;  ///< see splitBatch()
    policy::OptimizerStates states = policy::OptimizerStates::Fp32;
    std::uint64_t seed = 0;  ///< of dropout
    decltype(&makePasses) passes = &makePasses;
};

class TorchLearner : public policy::Learner {
  public:
    /// `model` outlives the learner.
    TorchLearner(Model& model, const LearnerOptions& options, ReferenceLoader reference);

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
        Trainable gradients;
        LossTotals totals;
    };
    using Each = std::function<void(Worker&, const MicroBatch&)>;

    /// With `rows` at once, in the order of the workers.
    Status eachMicroBatch(std::span<const policy::Sequence> batch, std::int64_t rows, Control& control,
                          const Each& each);
    /// Gives `work` the rows that fit, half of them after each lack of memory; returns how often.
    Result<int> withinMemory(int rowLimit, const std::function<Status(std::int64_t)>& work);
    /// The gradients and totals of the whole batch; returns how often the micro-batch had to be halved.
    Result<int> accumulate(std::span<const policy::Sequence> batch, int rowLimit, Control& control, const Each& each);
    [[nodiscard]] std::int64_t rowsAtOnce(int rowLimit) const;
    Status prepare(std::span<const policy::Sequence> batch, bool needsAdvantages) const;
    Status loadReference();
    /// Of response tokens, by sequence.
    using Logprobs = std::vector<std::vector<float>>;
    /// Returns how often the micro-batch had to be halved.
    Result<int> logprobsOf(const Model& model, std::span<const policy::Sequence> batch, int rowLimit, Control& control,
                           Logprobs& all);
    /// Under the starting weights; empty for sequences that are not pulled to them.
    Result<int> referenceLogprobs(std::span<const policy::Sequence> batch, const policy::LossOptions& options,
                                  Control& control, Logprobs& all);
    Status restoreWeights(const std::filesystem::path& folder);
    void clear();
    /// The old log-probabilities of an update.
    struct OldPolicy {
        std::span<const std::vector<float>> recomputed;  ///< by sequence; empty: as the sampler recorded them
        std::span<const std::vector<float>> reference;   ///< likewise, of those that are pulled to the starting weights
        [[nodiscard]] OldPolicy of(std::size_t first, std::size_t count) const {
            return {recomputed.empty() ? recomputed : recomputed.subspan(first, count),
                    reference.subspan(first, count)};
        }
    };
    /// The gradients and totals of one mini-batch; returns how often the micro-batch had to be halved.
    Result<int> accumulateLoss(std::span<const policy::Sequence> miniBatch, const OldPolicy& old,
                               const policy::LossOptions& options, Control& control);
    /// One AdamW step over what the workers have accumulated; their totals end up in the first. Returns the norm of the
    /// gradient before clipping.
    Result<double> takeStep(const policy::OptimizerOptions& optimizer);

    Model& m_model;
    LearnerOptions m_options;
    ReferenceLoader m_loadReference;
    std::optional<Model> m_reference;
    int m_threads = 1;
    std::int64_t m_mostRows = 0;  // what a device has had memory for; 0: not known to be short
    std::vector<Worker> m_workers;
    AdamW m_optimizer;
};

}  // namespace azr::engine
