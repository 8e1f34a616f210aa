#include "core/engine/learning/torch_learner.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/elapsed.h"
#include "core/base/log.h"
#include "core/base/rng.h"
#include "core/engine/torch_errors.h"
#include "core/weights/memory_estimate.h"

namespace azr::engine {
namespace {

using policy::LossOptions;
using policy::OptimizerOptions;
using policy::Sequence;
using policy::UpdateStats;

constexpr std::size_t kPartsPerRound = 8;  // per worker, between two looks at Control

/// What the loss of one token needs from outside its micro-batch.
struct PpoBatch {
    std::span<const Sequence> batch;
    std::span<const std::vector<float>> recomputed;  // by sequence; empty: the sampler's
    std::vector<double> weights;                     // per sequence, see tokenWeights()
    const LossOptions& options;

    RowGradient operator()(const LossToken& token, const RowOutcome& outcome, const KlTerm& kl,
                           LossTotals& totals) const {
        const auto index = static_cast<std::size_t>(token.sequence),
                   position = static_cast<std::size_t>(token.position);
        const Sequence& sequence = batch[index];
        const auto& before = recomputed.empty() ? sequence.oldLogprobs : recomputed[index];
        const double weight = weights[index], old = before[position];
        const TokenLoss term = ppoToken(outcome.logprob, old, sequence.advantages[position], options);
        const double pull = options.klCoefficient + sequence.klCoefficient;
        totals.add(term, outcome.entropy, outcome.logprob, old, {kl, pull}, weight, sequence.stream, options);
        return {static_cast<float>(weight * (term.policyDerivative + pull * kl.derivative)),
                static_cast<float>(-weight * options.entropyBonus)};
    }
};

std::int64_t tokensOf(std::span<const Sequence> batch) {
    std::int64_t tokens = 0;
    for (const auto& sequence : batch) tokens += static_cast<std::int64_t>(sequence.tokens.size());
    return tokens;
}

/// Mean difference to what the sampler recorded.
double gapTo(std::span<const std::vector<float>> logprobs, std::span<const Sequence> batch) {
    double sum = 0, count = 0;
    for (std::size_t s = 0; s < batch.size(); ++s)
        for (std::size_t j = 0; j < logprobs[s].size(); ++j, ++count)
            sum += std::abs(static_cast<double>(logprobs[s][j]) - static_cast<double>(batch[s].oldLogprobs[j]));
    return count > 0 ? sum / count : 0.0;
}

policy::OptimizerStepStats stepStats(const LossTotals& totals, double gradientNorm) {
    const UpdateStats stats = totals.finish();
    return {stats.loss, stats.ratioMean, stats.ratioMax, stats.clipFraction, stats.approximateKl, gradientNorm};
}

UpdateStats statsOf(const LossTotals& totals, std::vector<policy::OptimizerStepStats> steps) {
    UpdateStats stats = totals.finish(static_cast<int>(steps.size()));
    for (const auto& step : steps) {
        stats.gradientNorm += step.gradientNorm / static_cast<double>(steps.size());
        stats.gradientNormMax = std::max(stats.gradientNormMax, step.gradientNorm);
    }
    stats.steps = std::move(steps);
    return stats;
}

}  // namespace

TorchLearner::TorchLearner(Model& model, const LearnerOptions& options, ReferenceLoader reference)
    : m_model(model),
      m_options(options),
      m_loadReference(std::move(reference)),
      m_threads(at::get_num_threads()),
      m_optimizer(model, options.states) {
    const at::Device device = deviceOf(model);
    const bool small = device.is_cpu() && weights::trainsWithWorkers(model.config.parameterCount());
    const PassOptions passes{options.products, options.checkpointActivations};
    for (int w = 0; w < (small ? m_threads : 1); ++w)
        m_workers.push_back({options.passes(model.config, device, passes), makeLike(model), {}});
}

Status TorchLearner::prepare(std::span<const Sequence> batch, bool needsAdvantages) const {
    if (batch.empty()) return fail(ErrorCode::InvalidArgument, "the batch is empty", "update");
    return checkBatch(batch, m_model.config.vocabulary, m_model.config.context, needsAdvantages);
}

std::int64_t TorchLearner::rowsAtOnce(int rowLimit) const {
    const std::int64_t rows = weights::rowsAtOnce(
        m_model.config, rowLimit,
        {m_options.checkpointActivations, m_workers.size() > 1, m_options.products == at::kFloat ? 4 : 2});
    return m_mostRows > 0 ? std::min(rows, m_mostRows) : rows;
}

Result<int> TorchLearner::withinMemory(int rowLimit, const std::function<Status(std::int64_t)>& work) {
    constexpr std::int64_t kFewestRows = 64;
    for (int retries = 0;; ++retries) {
        const std::int64_t rows = rowsAtOnce(rowLimit);
        const Status status = guarded([&] { return work(rows); });
        if (status) return retries;
        if (status.error().code != ErrorCode::Exhausted || rows <= kFewestRows)
            return tl::make_unexpected(status.error());
        m_mostRows = std::max(kFewestRows, rows / 2);
        log::info(fmt::format("not enough memory for {} tokens at once; trying again with {}", rows, m_mostRows));
    }
}

Result<int> TorchLearner::accumulate(std::span<const Sequence> batch, int rowLimit, Control& control,
                                     const Each& each) {
    return withinMemory(rowLimit, [&](std::int64_t rows) {
        clear();
        return eachMicroBatch(batch, rows, control, each);
    });
}

Status TorchLearner::eachMicroBatch(std::span<const Sequence> batch, std::int64_t rows, Control& control,
                                    const Each& each) {
    at::set_num_threads(m_threads);  // OpenMP keeps the number per calling thread
    const auto workers = static_cast<std::int64_t>(m_workers.size());
    auto parts =
        splitBatch(batch, rows, static_cast<int>(workers), m_options.sharePrefixes, m_model.config.stretchedFrom());
    const auto update = static_cast<std::uint64_t>(m_optimizer.steps());
    for (MicroBatch& part : parts) part.dropoutSeed = mixSeed(mixSeed(m_options.seed, "dropout"), update);
    const std::size_t round = m_workers.size() * (workers > 1 ? kPartsPerRound : 1);
    for (std::size_t first = 0; first < parts.size(); first += round) {
        AZR_CHECK(control.checkpoint());
        const std::size_t last = std::min(parts.size(), first + round);
        const auto share = [&](std::int64_t worker) {
            for (std::size_t i = first + static_cast<std::size_t>(worker); i < last; i += m_workers.size())
                each(m_workers[static_cast<std::size_t>(worker)], parts[i]);
        };
        if (workers == 1) {
            share(0);
        } else {
            at::parallel_for(0, workers, 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t w = begin; w < end; ++w) share(w);
            });
        }
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

void TorchLearner::clear() {
    for (auto& worker : m_workers) {
        worker.gradients.flat.zero_();
        worker.totals = {};
    }
}

Result<double> TorchLearner::takeStep(const OptimizerOptions& optimizer) {
    for (std::size_t w = 1; w < m_workers.size(); ++w) {
        m_workers[0].gradients.flat.add_(m_workers[w].gradients.flat);
        m_workers[0].totals.merge(m_workers[w].totals);
    }
    AZR_TRY(const double norm, m_optimizer.step(trainable(m_model).flat, m_workers[0].gradients.flat, optimizer));
    ++m_model.version;
    return norm;
}

Result<int> TorchLearner::accumulateLoss(std::span<const Sequence> miniBatch, const OldPolicy& old,
                                         const LossOptions& options, Control& control) {
    const PpoBatch ppo{miniBatch, old.recomputed, tokenWeights(miniBatch, options.sequenceMean), options};
    const auto each = [&](Worker& worker, const MicroBatch& part) {
        const auto loss = [&](const LossToken& token, const RowOutcome& outcome) {
            const auto& before = old.reference[static_cast<std::size_t>(token.sequence)];
            const KlTerm kl = before.empty()
                                  ? KlTerm{}
                                  : referenceKl(outcome.logprob, before[static_cast<std::size_t>(token.position)]);
            return ppo(token, outcome, kl, worker.totals);
        };
        worker.passes->accumulate(m_model, part, loss, worker.gradients);
    };
    return accumulate(miniBatch, options.microBatchTokens, control, each);
}

Result<UpdateStats> TorchLearner::update(std::span<const Sequence> batch, const LossOptions& options,
                                         const OptimizerOptions& optimizer, Control& control) {
    const auto start = SteadyClock::now();
    AZR_CHECK(prepare(batch, true));
    return guarded([&]() -> Result<UpdateStats> {
        Logprobs reference, recomputed;
        AZR_TRY(int retries, referenceLogprobs(batch, options, control, reference));
        if (options.oldLogprobs == config::OldLogprobs::Trainer) {
            AZR_TRY(const int more, logprobsOf(m_model, batch, options.microBatchTokens, control, recomputed));
            retries += more;
        }
        const OldPolicy old{recomputed, reference};
        const auto ends = miniBatchEnds(batch.size(), options.miniBatches);
        LossTotals totals;
        std::vector<policy::OptimizerStepStats> steps;
        double gap = recomputed.empty() ? 0.0 : gapTo(recomputed, batch);
        for (int epoch = 0; epoch < options.epochs; ++epoch)
            for (std::size_t part = 0, first = 0; part < ends.size(); first = ends[part++]) {
                const std::size_t count = ends[part] - first;
                AZR_TRY(const int more,
                        accumulateLoss(batch.subspan(first, count), old.of(first, count), options, control));
                retries += more;
                AZR_TRY(const double norm, takeStep(optimizer));
                const LossTotals& own = m_workers[0].totals;
                if (steps.empty() && recomputed.empty()) gap = own.finish().logprobGap;
                steps.push_back(stepStats(own, norm));
                totals.merge(own);
            }
        UpdateStats stats = statsOf(totals, std::move(steps));
        stats.logprobGap = gap;
        stats.tokens = tokensOf(batch) * options.epochs;
        stats.memoryRetries = retries;
        stats.seconds = secondsSince(start);
        return stats;
    });
}

Result<UpdateStats> TorchLearner::imitate(std::span<const Sequence> batch, const OptimizerOptions& optimizer,
                                          int microBatchTokens, Control& control) {
    const auto start = SteadyClock::now();
    AZR_CHECK(prepare(batch, false));
    return guarded([&]() -> Result<UpdateStats> {
        const auto weights = tokenWeights(batch, false);
        const auto each = [&](Worker& worker, const MicroBatch& part) {
            const auto loss = [&](const LossToken& token, const RowOutcome& outcome) -> RowGradient {
                const auto index = static_cast<std::size_t>(token.sequence);
                worker.totals.addImitation(outcome.logprob, outcome.entropy, weights[index], batch[index].stream);
                return {static_cast<float>(-weights[index]), 0.0F};
            };
            worker.passes->accumulate(m_model, part, loss, worker.gradients);
        };
        AZR_TRY(const int retries, accumulate(batch, microBatchTokens, control, each));
        AZR_TRY(const double norm, takeStep(optimizer));
        UpdateStats stats = m_workers[0].totals.finish();
        stats.gradientNorm = stats.gradientNormMax = norm;
        stats.tokens = tokensOf(batch);
        stats.memoryRetries = retries;
        stats.seconds = secondsSince(start);
        return stats;
    });
}

Result<int> TorchLearner::logprobsOf(const Model& model, std::span<const Sequence> batch, int rowLimit,
                                     Control& control, Logprobs& all) {
    // A sequence lies in one micro-batch, so no two workers meet.
    const auto each = [&](Worker& worker, const MicroBatch& part) {
        const auto outcomes = worker.passes->outcomes(model, part);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            all[static_cast<std::size_t>(part.losses[i].sequence)].push_back(outcomes[i].logprob);
    };
    return withinMemory(rowLimit, [&](std::int64_t rows) {
        all.assign(batch.size(), {});
        return eachMicroBatch(batch, rows, control, each);
    });
}

Result<int> TorchLearner::referenceLogprobs(std::span<const Sequence> batch, const LossOptions& options,
                                            Control& control, Logprobs& all) {
    all.assign(batch.size(), {});
    std::vector<Sequence> pulled;
    std::vector<std::size_t> places;
    for (std::size_t s = 0; s < batch.size(); ++s) {
        if (options.klCoefficient + batch[s].klCoefficient <= 0.0) continue;
        places.push_back(s);
        Sequence& copy = pulled.emplace_back();
        copy.tokens = batch[s].tokens;
        copy.promptLength = batch[s].promptLength;
        copy.temperature = batch[s].temperature;
    }
    if (pulled.empty()) return 0;
    AZR_CHECK(loadReference());
    Logprobs found;
    AZR_TRY(const int retries, logprobsOf(*m_reference, pulled, options.microBatchTokens, control, found));
    for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = std::move(found[i]);
    return retries;
}

Result<std::vector<std::vector<float>>> TorchLearner::logprobs(std::span<const Sequence> batch, Control& control) {
    Logprobs all;
    if (batch.empty()) return all;
    AZR_CHECK(prepare(batch, false));
    AZR_CHECK(logprobsOf(m_model, batch, 0, control, all));
    return all;
}

Status TorchLearner::saveWeights(const std::filesystem::path& folder) {
    return m_model.adapter.present() ? saveAdapter(m_model.adapter, folder) : saveModel(m_model, folder);
}

Status TorchLearner::saveOptimizer(const std::filesystem::path& folder) {
    return guarded([&] { return m_optimizer.save(folder); });
}

Status TorchLearner::restoreWeights(const std::filesystem::path& folder) {
    if (!m_model.adapter.present()) return loadWeights(m_model, folder);
    AZR_TRY(const Adapter saved, loadAdapter(m_model.config, folder, m_model.adapter.flat.device()));
    const weights::PeftConfig& ours = m_model.adapter.config;
    if (saved.config.rank != ours.rank || saved.config.targets != ours.targets || saved.config.scale() != ours.scale())
        return fail(ErrorCode::Conflict, "the adapter's rank, alpha or targets are not those of this run",
                    (folder / weights::kAdapterConfigFile).string());
    m_model.adapter.flat.copy_(saved.flat);
    ++m_model.version;
    return {};
}

Status TorchLearner::restore(const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        AZR_CHECK(m_optimizer.check(folder));  // before the weights change
        AZR_CHECK(restoreWeights(folder));
        return m_optimizer.load(folder);
    });
}

std::string TorchLearner::weightsHash() const {
    return hashTensors(namedTensors(m_model.config, trainable(m_model)));
}

std::string TorchLearner::optimizerHash() const {
    return m_optimizer.hash();
}

}  // namespace azr::engine
