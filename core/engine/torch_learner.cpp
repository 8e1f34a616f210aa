#include "core/engine/torch_learner.h"

#include <algorithm>
#include <chrono>

#include "core/engine/ppo.h"
#include "core/engine/torch_errors.h"
#include "core/engine/transformer.h"

namespace azr::engine {
namespace {

using policy::LossOptions;
using policy::OptimizerOptions;
using policy::Sequence;
using policy::UpdateStats;

constexpr std::int64_t kActivationBytes = std::int64_t{1} << 30;
constexpr std::int64_t kMostRows = 4096;  // more rows make no product faster, but fall out of the caches

/// What the caller allows, within what keeps activations small and near.
std::int64_t rowsAtOnce(const HfConfig& config, int microBatchTokens) {
    const std::int64_t fit =
        std::clamp<std::int64_t>(kActivationBytes / Transformer::bytesPerRow(config), 256, kMostRows);
    return microBatchTokens > 0 ? std::min<std::int64_t>(fit, microBatchTokens) : fit;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TorchLearner::TorchLearner(Model& model, at::ScalarType products, ReferenceLoader reference)
    : m_model(model),
      m_loadReference(std::move(reference)),
      m_passes(makePasses(model.config, model.parameters.flat.device(), products)),
      m_optimizer(model.config, model.parameters.flat.device()),
      m_gradients(makeParameters(model.config, model.parameters.flat.device())) {}

Status TorchLearner::prepare(std::span<const Sequence> batch, bool needsAdvantages) const {
    if (batch.empty()) return fail(ErrorCode::InvalidArgument, "the batch is empty", "update");
    return checkBatch(batch, m_model.config.vocabulary, m_model.config.context, needsAdvantages);
}

Status TorchLearner::eachMicroBatch(std::span<const Sequence> batch, std::int64_t tokenLimit, Control& control,
                                    const Each& each) {
    MicroBatch part;
    for (std::size_t next = 0; next < batch.size();) {
        AZR_CHECK(control.checkpoint());
        next = fillMicroBatch(batch, next, tokenLimit, part);
        AZR_CHECK(each(part));
    }
    return {};
}

Status TorchLearner::loadReference() {
    if (m_reference) return {};
    if (!m_loadReference)
        return fail(ErrorCode::Unsupported, "the starting weights are not at hand", "loss.kl_coefficient");
    AZR_TRY(m_reference, m_loadReference());
    return {};
}

Result<UpdateStats> TorchLearner::finish(UpdateStats stats, std::span<const Sequence> batch,
                                         const OptimizerOptions& optimizer) {
    AZR_TRY(stats.gradientNorm, m_optimizer.step(m_model.parameters, m_gradients, optimizer));
    ++m_model.version;
    for (const auto& sequence : batch) stats.tokens += static_cast<std::int64_t>(sequence.tokens.size());
    return stats;
}

Result<UpdateStats> TorchLearner::update(std::span<const Sequence> batch, const LossOptions& options,
                                         const OptimizerOptions& optimizer, Control& control) {
    const auto start = std::chrono::steady_clock::now();
    AZR_CHECK(prepare(batch, true));
    return guarded([&]() -> Result<UpdateStats> {
        if (options.klCoefficient > 0.0) AZR_CHECK(loadReference());
        const auto weights = tokenWeights(batch, options.sequenceMean);
        LossTotals totals;
        std::vector<RowOutcome> reference;
        std::size_t index = 0;  // of the loss token within its micro-batch
        const auto loss = [&](const LossToken& token, const RowOutcome& outcome) -> RowGradient {
            const Sequence& sequence = batch[static_cast<std::size_t>(token.sequence)];
            const auto position = static_cast<std::size_t>(token.position);
            const double weight = weights[static_cast<std::size_t>(token.sequence)];
            const double old = sequence.oldLogprobs[position];
            const TokenLoss term = ppoToken(outcome.logprob, old, sequence.advantages[position], options);
            const KlTerm kl = reference.empty() ? KlTerm{} : referenceKl(outcome.logprob, reference[index].logprob);
            ++index;
            totals.add(term, outcome.entropy, outcome.logprob, old, kl, weight, sequence.stream, options);
            return {static_cast<float>(weight * (term.policyDerivative + options.klCoefficient * kl.derivative)),
                    static_cast<float>(-weight * options.entropyBonus)};
        };
        m_gradients.flat.zero_();
        AZR_CHECK(eachMicroBatch(batch, rowsAtOnce(m_model.config, options.microBatchTokens), control,
                                 [&](const MicroBatch& part) -> Status {
                                     index = 0;
                                     if (options.klCoefficient > 0.0)
                                         reference = m_passes->outcomes(m_reference->parameters, part);
                                     m_passes->accumulate(m_model.parameters, part, loss, m_gradients);
                                     return {};
                                 }));
        AZR_TRY(auto stats, finish(totals.finish(), batch, optimizer));
        stats.seconds = secondsSince(start);
        return stats;
    });
}

Result<UpdateStats> TorchLearner::imitate(std::span<const Sequence> batch, const OptimizerOptions& optimizer,
                                          int microBatchTokens, Control& control) {
    const auto start = std::chrono::steady_clock::now();
    AZR_CHECK(prepare(batch, false));
    return guarded([&]() -> Result<UpdateStats> {
        const auto weights = tokenWeights(batch, false);
        LossTotals totals;
        const auto loss = [&](const LossToken& token, const RowOutcome& outcome) -> RowGradient {
            const auto sequence = static_cast<std::size_t>(token.sequence);
            totals.addImitation(outcome.logprob, outcome.entropy, weights[sequence], batch[sequence].stream);
            return {static_cast<float>(-weights[sequence]), 0.0F};
        };
        m_gradients.flat.zero_();
        AZR_CHECK(eachMicroBatch(batch, rowsAtOnce(m_model.config, microBatchTokens), control,
                                 [&](const MicroBatch& part) -> Status {
                                     m_passes->accumulate(m_model.parameters, part, loss, m_gradients);
                                     return {};
                                 }));
        AZR_TRY(auto stats, finish(totals.finish(), batch, optimizer));
        stats.seconds = secondsSince(start);
        return stats;
    });
}

Result<std::vector<std::vector<float>>> TorchLearner::logprobs(std::span<const Sequence> batch, Control& control) {
    if (batch.empty()) return std::vector<std::vector<float>>{};
    AZR_CHECK(prepare(batch, false));
    return guarded([&]() -> Result<std::vector<std::vector<float>>> {
        std::vector<std::vector<float>> all(batch.size());
        AZR_CHECK(eachMicroBatch(batch, rowsAtOnce(m_model.config, 0), control, [&](const MicroBatch& part) -> Status {
            const auto outcomes = m_passes->outcomes(m_model.parameters, part);
            for (std::size_t i = 0; i < outcomes.size(); ++i)
                all[static_cast<std::size_t>(part.losses[i].sequence)].push_back(outcomes[i].logprob);
            return {};
        }));
        return all;
    });
}

Status TorchLearner::saveWeights(const std::filesystem::path& folder) {
    return saveModel(m_model, folder);
}

Status TorchLearner::saveOptimizer(const std::filesystem::path& folder) {
    return guarded([&] { return m_optimizer.save(folder); });
}

Status TorchLearner::restore(const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        AdamW loaded(m_model.config, m_model.parameters.flat.device());
        AZR_CHECK(loaded.load(folder));
        AZR_CHECK(loadWeights(m_model, folder));
        m_optimizer = std::move(loaded);
        return {};
    });
}

std::string TorchLearner::weightsHash() const {
    return hashParameters(m_model.config, m_model.parameters);
}

std::string TorchLearner::optimizerHash() const {
    return m_optimizer.hash();
}

}  // namespace azr::engine
