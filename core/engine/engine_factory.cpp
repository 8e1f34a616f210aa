// The one exported symbol of the shared library, and the Engine behind it. LibTorch's exceptions stop here.
#include <torch/version.h>

#include <algorithm>

#include "core/engine/device.h"
#include "core/engine/matmul.h"
#include "core/engine/model.h"
#include "core/engine/plain.h"
#include "core/engine/products.h"
#include "core/engine/sampler.h"
#include "core/engine/sampler_cpu.h"
#include "core/engine/sampler_torch.h"
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

class TorchEngine final : public policy::Engine {
  public:
    TorchEngine(Model model, at::ScalarType products, const EngineOptions& options)
        : m_model(std::move(model)),
          m_products(products),
          m_shape(shapeOf(m_model.config)),
          m_sampler(makeBackend(m_model, products),
                    {std::max(1, options.sampleBatch), m_model.config.context, m_model.config.vocabulary}),
          m_learner(m_model, products, referenceOf(options, m_model.parameters.flat.device())) {}

    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return m_model.parameters.flat.device().str(); }
    std::string dtype() const override { return productTypeName(m_products); }
    std::string version() const override { return std::string("LibTorch ") + TORCH_VERSION; }
    Result<std::vector<float>> logits(const std::vector<policy::Token>& tokens) override;

  private:
    static ReferenceLoader referenceOf(const EngineOptions& options, at::Device device) {
        return [options, device] {
            return loadModel(options.folder, {device, options.randomWeights, options.seed, options.contextLimit});
        };
    }

    Model m_model;
    at::ScalarType m_products;
    policy::ModelShape m_shape;
    BatchSampler m_sampler;
    TorchLearner m_learner;
};

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
