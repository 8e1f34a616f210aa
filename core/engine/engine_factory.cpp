// The one exported symbol of the shared library, and the Engine behind it. LibTorch's exceptions stop here.
#include <ATen/Context.h>
#include <torch/version.h>

#include <algorithm>

#include "core/engine/kernels/libraries.h"
#include "core/engine/kernels/matmul.h"
#include "core/engine/kernels/products.h"
#include "core/engine/kernels/threads.h"
#include "core/engine/learning/absent_learner.h"
#include "core/engine/learning/plain.h"
#include "core/engine/learning/scoring.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/model/device.h"
#include "core/engine/model/model.h"
#include "core/engine/sampling/sampler.h"
#include "core/engine/sampling/sampler_cpu.h"
#include "core/engine/sampling/sampler_torch.h"
#include "core/engine/torch_errors.h"
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

using config::NumberType;

/// The types of a model's numbers, and why these.
struct ChosenTypes {
    config::NumberTypes types;
    std::string reason;
    [[nodiscard]] at::ScalarType products() const { return scalarType(types.products); }
    [[nodiscard]] at::ScalarType weights() const { return scalarType(types.weights); }
    [[nodiscard]] static at::ScalarType scalarType(NumberType type) {
        return type == NumberType::Bf16 ? at::kBFloat16 : at::kFloat;
    }
};

Result<NumberType> typeNamed(const std::string& text, const char* place) {
    const auto type = config::choiceNamed<NumberType>(text);
    if (!type) return fail(ErrorCode::InvalidArgument, "'" + text + "' is not auto, fp32 or bf16", place);
    return *type;
}

Result<ChosenTypes> chooseTypes(const EngineOptions& options, const at::Device& device) {
    config::TypeQuestion question;
    AZR_TRY(question.products, typeNamed(options.dtype, "model.dtype"));
    AZR_TRY(question.weights, typeNamed(options.storage, "model.storage"));
    AZR_TRY(const HfConfig config, weights::readHfConfig(options.folder));
    question.multipliesBf16 = !device.is_cpu() || multipliesBfloat16();
    question.frozen = options.sampleOnly || options.training.lora.rank > 0;
    question.parameters = config.parameterCount();
    if (!device.is_cpu()) {  // its memory is its own, and its products read weights of their type
        if (question.weights == NumberType::Auto && question.products == NumberType::Fp32)
            question.weights = NumberType::Fp32;
        if (const auto types = config::chooseTypes(question); types.weights != types.products)
            return fail(ErrorCode::Unsupported, "on a GPU weights lie in the type of the products", "model.storage",
                        "leave model.storage at auto");
    }
    return ChosenTypes{config::chooseTypes(question), config::reasonOf(question)};
}

std::unique_ptr<SamplerBackend> makeBackend(const Model& model, const ChosenTypes& types) {
    if (deviceOf(model).is_cpu())
        return std::make_unique<CpuDecoder>(model, types.weights() == at::kBFloat16, types.products() == at::kBFloat16);
    return std::make_unique<TorchDecoder>(model, types.products());
}

/// Decoding and stopping wait for a step: prompts go through the model in parts of about a second's work.
SamplerLimits limitsOf(const HfConfig& config, const at::Device& device, const EngineOptions& options) {
    constexpr std::int64_t kLeastRows = 32;
    const std::int64_t flops = device.is_cpu() ? 60'000'000'000 : 20'000'000'000'000;
    const std::int64_t mostRows = device.is_cpu() ? 512 : 2048;
    const auto rows = std::clamp(flops / (2 * config.parameterCount()), kLeastRows, mostRows);
    return {std::max(1, options.sampleBatch), config.context,        config.vocabulary,
            static_cast<int>(rows),           options.sharePrefixes, config.stretchedFrom()};
}

ScoringLimits scoringOf(const SamplerLimits& limits) {
    return {limits.vocabulary, limits.context, std::min(limits.promptRows, 128), limits.stretchedFrom};
}

Result<Adapter> startingAdapter(const EngineOptions& options, const HfConfig& config, const at::Device& device) {
    const policy::LoraOptions& lora = options.training.lora;
    if (!lora.adapter.empty()) {
        AZR_TRY(Adapter adapter, loadAdapter(config, lora.adapter, device));
        adapter.config.dropout = lora.dropout;
        return adapter;
    }
    weights::PeftConfig peft{lora.rank, lora.alpha, lora.dropout, {}, options.folder.string()};
    AZR_CHECK(weights::checkPeftConfig({lora.rank, lora.alpha, lora.dropout, lora.targets, {}}, "lora"));
    for (const auto projection : weights::kProjections)
        if (std::find(lora.targets.begin(), lora.targets.end(), projection) != lora.targets.end())
            peft.targets.emplace_back(projection);
    AZR_CHECK(weights::fitToModel(peft, config, "lora.targets"));
    Adapter adapter = makeAdapter(config, peft, device);
    initialiseAdapter(adapter, options.seed);
    return adapter;
}

class TorchEngine final : public policy::Engine {
  public:
    TorchEngine(Model model, ChosenTypes types, const EngineOptions& options)
        : m_model(std::move(model)),
          m_types(std::move(types)),
          m_shape(shapeOf(m_model.config)),
          m_limits(limitsOf(m_model.config, deviceOf(m_model), options)),
          m_sampler(makeBackend(m_model, m_types), m_limits),
          m_learner(m_model,
                    {m_types.products(), options.training.checkpointActivations, options.sharePrefixes,
                     options.training.states, options.seed},
                    referenceOf(options, m_model)) {}

    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return deviceOf(m_model).str(); }
    config::NumberTypes types() const override { return m_types.types; }
    std::string typesReason() const override { return m_types.reason; }
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    std::int64_t gpuBytes() const override { return bytesInUse(deviceOf(m_model)); }
    Result<std::vector<float>> logits(const std::vector<policy::Token>& tokens) override;
    Result<policy::TokenScores> scoreWithLikeliest(const std::vector<policy::Token>& tokens, int likeliest,
                                                   Control& control) override {
        return guarded(
            [&] { return scoreTokens(m_sampler.backend(), tokens, scoringOf(m_limits), control, likeliest); });
    }

  private:
    /// Of adapters the starting ones beside the same frozen weights.
    static ReferenceLoader referenceOf(const EngineOptions& options, const Model& model) {
        if (!model.adapter.present())
            return [options, device = deviceOf(model)] {
                return loadModel(options.folder, {device, options.randomWeights, options.seed, options.contextLimit});
            };
        return [options, &model]() -> Result<Model> {
            Model start = model;
            AZR_TRY(start.adapter, startingAdapter(options, model.config, deviceOf(model)));
            return start;
        };
    }

    Model m_model;
    ChosenTypes m_types;
    policy::ModelShape m_shape;
    SamplerLimits m_limits;
    BatchSampler m_sampler;
    TorchLearner m_learner;
};

/// Without the learner's masters: what the sampler reads is the only copy of the weights.
class SamplingEngine final : public policy::Engine {
  public:
    SamplingEngine(Model model, ChosenTypes types, const EngineOptions& options)
        : m_model(std::move(model)),
          m_types(std::move(types)),
          m_shape(shapeOf(m_model.config)),
          m_limits(limitsOf(m_model.config, deviceOf(m_model), options)),
          m_sampler(makeBackend(m_model, m_types), m_limits) {}

    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return deviceOf(m_model).str(); }
    config::NumberTypes types() const override { return m_types.types; }
    std::string typesReason() const override { return m_types.reason; }
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    std::int64_t gpuBytes() const override { return bytesInUse(deviceOf(m_model)); }
    Result<std::vector<float>> logits(const std::vector<policy::Token>& tokens) override {
        return guarded([&] { return backendLogits(m_sampler.backend(), tokens, scoringOf(m_limits)); });
    }
    Result<policy::TokenScores> scoreWithLikeliest(const std::vector<policy::Token>& tokens, int likeliest,
                                                   Control& control) override {
        return guarded(
            [&] { return scoreTokens(m_sampler.backend(), tokens, scoringOf(m_limits), control, likeliest); });
    }

  private:
    Model m_model;
    ChosenTypes m_types;
    policy::ModelShape m_shape;
    SamplerLimits m_limits;
    BatchSampler m_sampler;
    AbsentLearner m_learner;
};

/// The weights as the decoder for processors reads them, and no other copy.
Result<Model> readPacked(const EngineOptions& options, at::ScalarType storage) {
    Model model;
    AZR_TRY(model.config, weights::readHfConfig(options.folder));
    model.fullContext = model.config.context;
    if (options.contextLimit > 0) model.config.context = std::min(model.config.context, options.contextLimit);
    auto decoder = std::make_shared<DecoderWeights>();
    decoder->storage = storage == at::kFloat ? WeightStorage::Float32 : WeightStorage::Bfloat16;
    if (options.randomWeights) {
        model.parameters = makeParameters(model.config, at::Device(at::kCPU));
        initialise(model, options.seed);
        decoder->pack(model.config, model.parameters, true);
        model.parameters = {};
    } else {
        AZR_TRY(const auto source, weights::WeightSource::open(options.folder));
        AZR_CHECK(weights::checkTensors(*source, model.config));
        AZR_CHECK(decoder->read(model.config, *source));
    }
    model.frozen = std::move(decoder);
    return model;
}

/// Weights that are never trained, once in memory.
Result<Model> readFrozen(const EngineOptions& options, const at::Device& device, at::ScalarType storage) {
    if (device.is_cpu()) return readPacked(options, storage);
    LoadOptions load{device, options.randomWeights, options.seed, options.contextLimit};
    load.frozen = true;
    load.matrices = storage;
    return loadModel(options.folder, load);
}

/// Frozen weights and the adapter to begin with.
Result<Model> openAdapted(const EngineOptions& options, const at::Device& device, at::ScalarType storage) {
    AZR_TRY(Model model, readFrozen(options, device, storage));
    AZR_TRY(model.adapter, startingAdapter(options, model.config, device));
    return model;
}

Result<std::vector<float>> TorchEngine::logits(const std::vector<policy::Token>& tokens) {
    if (tokens.size() > static_cast<std::size_t>(m_model.config.context))
        return fail(ErrorCode::InvalidArgument, "the sequence is longer than the context");
    if (m_model.frozen) return guarded([&] { return backendLogits(m_sampler.backend(), tokens, scoringOf(m_limits)); });
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
        AZR_TRY(ChosenTypes types, chooseTypes(options, device));
        // What stays fp32 beside bf16 products (the head, adapters) may be rounded to 10 bits of mantissa on a GPU. A
        // setting of the process: of several engines the last one opened decides.
        if (!device.is_cpu()) at::globalContext().setAllowTF32CuBLAS(types.products() != at::kFloat);
        if (options.training.lora.rank > 0) {
            AZR_TRY(Model adapted, openAdapted(options, device, types.weights()));
            return std::make_unique<TorchEngine>(std::move(adapted), std::move(types), options);
        }
        if (options.sampleOnly) {
            AZR_TRY(Model model, readFrozen(options, device, types.weights()));
            return std::make_unique<SamplingEngine>(std::move(model), std::move(types), options);
        }
        AZR_TRY(Model model,
                loadModel(options.folder, {device, options.randomWeights, options.seed, options.contextLimit}));
        return std::make_unique<TorchEngine>(std::move(model), std::move(types), options);
    });
}

Result<std::vector<policy::DeviceInfo>> devices() {
    return guarded([]() -> Result<std::vector<policy::DeviceInfo>> { return deviceList(); });
}

Result<policy::ProductSpeed> products(const std::string& name, int threads) {
    return guarded([&]() -> Result<policy::ProductSpeed> {
        prepareProcess(threads);
        AZR_TRY(const at::Device device, chooseDevice(name));
        return productSpeed(device);
    });
}

/// GFLOPS of fp32 products with so many threads.
double threadSpeed(int threads) {
    const auto speed = guarded([&]() -> Result<double> {
        prepareProcess(threads);
        return learnerGflops(at::kFloat, at::Device(at::kCPU), {768});
    });
    return speed.value_or(0);
}

}  // namespace
}  // namespace azr::engine

// NOLINTNEXTLINE(readability-identifier-naming): a C symbol that is looked up by this name
extern "C" __attribute__((visibility("default")))
const azr::policy::EngineApi azrEngineApi = {azr::policy::kEngineInterfaceVersion,
                                             azr::engine::open,
                                             azr::engine::devices,
                                             azr::engine::products,
                                             azr::engine::libraries,
                                             azr::engine::threadSpeed};
