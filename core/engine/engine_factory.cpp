// The one exported symbol of the shared library, and the Engine behind it. LibTorch's exceptions stop here.
#include <torch/version.h>

#include <algorithm>

#include "core/engine/absent_learner.h"
#include "core/engine/device.h"
#include "core/engine/matmul.h"
#include "core/engine/model.h"
#include "core/engine/plain.h"
#include "core/engine/products.h"
#include "core/engine/sampler.h"
#include "core/engine/sampler_cpu.h"
#include "core/engine/sampler_torch.h"
#include "core/engine/scoring.h"
#include "core/engine/threads.h"
#include "core/engine/torch_errors.h"
#include "core/engine/torch_learner.h"
#include "core/policy/engine.h"

namespace azr::engine {
namespace {

using policy::EngineOptions;

policy::ModelShape shapeOf(const HfConfig& config) {
    return {std::string(weights::name(config.family)),
            config.vocabulary,
            config.hidden,
            config.layers,
            config.heads,
            config.kvHeads,
            config.headDim,
            config.intermediate,
            config.context,
            config.parameterCount()};
}

std::unique_ptr<SamplerBackend> makeBackend(const Model& model, at::ScalarType products) {
    if (model.parameters.flat.device().is_cpu()) return std::make_unique<CpuDecoder>(model, products == at::kBFloat16);
    return std::make_unique<TorchDecoder>(model, products);
}

/// Decoding and stopping wait for a step: prompts go through the model in parts of about a second's work.
SamplerLimits limitsOf(const HfConfig& config, int batch) {
    constexpr std::int64_t kStepFlops = 60'000'000'000;
    constexpr std::int64_t kLeastRows = 32, kMostRows = 512;
    const auto rows = std::clamp(kStepFlops / (2 * config.parameterCount()), kLeastRows, kMostRows);
    return {std::max(1, batch), config.context, config.vocabulary, static_cast<int>(rows)};
}

ScoringLimits scoringOf(const SamplerLimits& limits) {
    return {limits.vocabulary, limits.context, std::min(limits.promptRows, 128)};
}

class TorchEngine final : public policy::Engine {
  public:
    TorchEngine(Model model, at::ScalarType products, const EngineOptions& options)
        : m_model(std::move(model)),
          m_products(products),
          m_shape(shapeOf(m_model.config)),
          m_limits(limitsOf(m_model.config, options.sampleBatch)),
          m_sampler(makeBackend(m_model, products), m_limits),
          m_learner(m_model, products, referenceOf(options, m_model.parameters.flat.device())) {}

    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return m_model.parameters.flat.device().str(); }
    std::string dtype() const override { return productTypeName(m_products); }
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    Result<std::vector<float>> logits(const std::vector<policy::Token>& tokens) override;
    Result<policy::TokenScores> score(const std::vector<policy::Token>& tokens, Control& control) override {
        return guarded([&] { return scoreTokens(m_sampler.backend(), tokens, scoringOf(m_limits), control); });
    }

  private:
    static ReferenceLoader referenceOf(const EngineOptions& options, at::Device device) {
        return [options, device] {
            return loadModel(options.folder, {device, options.randomWeights, options.seed, options.contextLimit});
        };
    }

    Model m_model;
    at::ScalarType m_products;
    policy::ModelShape m_shape;
    SamplerLimits m_limits;
    BatchSampler m_sampler;
    TorchLearner m_learner;
};

/// On the processor without the learner's masters: the decoder's weights are the only copy.
class SamplingEngine final : public policy::Engine {
  public:
    SamplingEngine(const HfConfig& config, DecoderWeights weights, int batch)
        : m_dtype(weights.storage == WeightStorage::Float32 ? "fp32" : "bf16"),
          m_shape(shapeOf(config)),
          m_limits(limitsOf(config, batch)),
          m_sampler(std::make_unique<CpuDecoder>(config, std::move(weights)), m_limits) {}

    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return "cpu"; }
    std::string dtype() const override { return m_dtype; }
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    Result<std::vector<float>> logits(const std::vector<policy::Token>& tokens) override {
        return guarded([&] { return backendLogits(m_sampler.backend(), tokens, scoringOf(m_limits)); });
    }
    Result<policy::TokenScores> score(const std::vector<policy::Token>& tokens, Control& control) override {
        return guarded([&] { return scoreTokens(m_sampler.backend(), tokens, scoringOf(m_limits), control); });
    }

  private:
    std::string m_dtype;
    policy::ModelShape m_shape;
    SamplerLimits m_limits;
    BatchSampler m_sampler;
    AbsentLearner m_learner;
};

Result<std::unique_ptr<policy::Engine>> openForSampling(const EngineOptions& options, at::ScalarType products) {
    AZR_TRY(HfConfig config, weights::readHfConfig(options.folder));
    if (options.contextLimit > 0) config.context = std::min(config.context, options.contextLimit);
    AZR_TRY(const auto source, weights::WeightSource::open(options.folder));
    AZR_CHECK(weights::checkTensors(*source, config));
    DecoderWeights decoder;
    decoder.storage = products == at::kFloat ? WeightStorage::Float32 : WeightStorage::Bfloat16;
    AZR_CHECK(decoder.read(config, *source));
    return std::make_unique<SamplingEngine>(config, std::move(decoder), options.sampleBatch);
}

Result<std::vector<float>> TorchEngine::logits(const std::vector<policy::Token>& tokens) {
    if (tokens.size() > static_cast<std::size_t>(m_model.config.context))
        return fail(ErrorCode::InvalidArgument, "the sequence is longer than the context");
    AZR_TRY(const at::Tensor rows, forwardLogits(m_model, tokens));
    return guarded([&]() -> Result<std::vector<float>> {
        const at::Tensor flat = rows.to(at::kCPU, at::kFloat).contiguous();
        const float* const data = flat.data_ptr<float>();
        return std::vector<float>(data, data + flat.numel());
    });
}

Result<std::unique_ptr<policy::Engine>> open(const EngineOptions& options) {
    using Answer = Result<std::unique_ptr<policy::Engine>>;
    return guarded([&]() -> Answer {
        prepareProcess(options.threads);
        AZR_TRY(const at::Device device, chooseDevice(options.device));
        AZR_TRY(const at::ScalarType products, chooseProductType(options.dtype, device));
        if (options.sampleOnly && device.is_cpu() && !options.randomWeights) return openForSampling(options, products);
        AZR_TRY(Model model,
                loadModel(options.folder, {device, options.randomWeights, options.seed, options.contextLimit}));
        return std::make_unique<TorchEngine>(std::move(model), products, options);
    });
}

Result<std::vector<policy::DeviceInfo>> devices() {
    return guarded([]() -> Result<std::vector<policy::DeviceInfo>> { return deviceList(); });
}

Result<policy::ProductSpeed> products(int threads) {
    return guarded([&]() -> Result<policy::ProductSpeed> {
        prepareProcess(threads);
        return productSpeed(0);
    });
}

}  // namespace
}  // namespace azr::engine

extern "C" __attribute__((visibility("default"))) const azr::policy::EngineApi azrEngineApi = {
    azr::policy::kEngineInterfaceVersion, azr::engine::open, azr::engine::devices, azr::engine::products};
