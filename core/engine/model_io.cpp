// Hugging Face folder to Parameters and back. Bytes come from core/weights, which has checked them against the shapes.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <cstring>

#include "core/engine/model.h"
#include "core/engine/torch_errors.h"
#include "core/weights/safetensors.h"

namespace azr::engine {
namespace {

Result<at::ScalarType> torchType(const weights::TensorView& view) {
    switch (view.spec.dtype) {
        case weights::Dtype::F32: return at::kFloat;
        case weights::Dtype::F16: return at::kHalf;
        case weights::Dtype::BF16: return at::kBFloat16;
        default:
            return fail(ErrorCode::Unsupported,
                        "has type " + std::string(weights::name(view.spec.dtype)) + ", not F32, F16 or BF16",
                        view.spec.name);
    }
}

Status fill(const HfConfig& config, const Parameters& parameters, const weights::ModelWeights& source) {
    for (const auto& [name, tensor] : namedTensors(config, parameters)) {
        // A checkpoint may leave the head out although the config does not call it tied; it is then the embedding.
        const bool headMissing = name == "lm_head.weight" && source.find(name) == nullptr;
        AZR_TRY(const auto view,
                source.need(headMissing ? "model.embed_tokens.weight" : name,
                            std::span<const std::int64_t>(tensor.sizes().data(), tensor.sizes().size())));
        AZR_TRY(const auto type, torchType(view));
        // Copied first: the format promises no alignment.
        at::Tensor staging = at::empty(tensor.sizes(), at::TensorOptions(type));
        std::memcpy(staging.data_ptr(), view.bytes.data(), view.bytes.size());
        tensor.copy_(staging);
    }
    return {};
}

weights::TensorSpec specOf(const NamedTensor& named) {
    return {named.name, weights::Dtype::F32, named.tensor.sizes().vec()};
}

}  // namespace

Result<Model> loadModel(const std::filesystem::path& folder, const LoadOptions& options) {
    return guarded([&]() -> Result<Model> {
        Model model;
        AZR_TRY(model.config, weights::readHfConfig(folder));
        model.fullContext = model.config.context;
        if (options.contextLimit > 0) model.config.context = std::min(model.config.context, options.contextLimit);
        model.parameters = makeParameters(model.config, options.device);
        if (options.randomWeights) {
            initialise(model, options.seed);
            return model;
        }
        AZR_TRY(const auto source, weights::ModelWeights::open(folder));
        AZR_CHECK(fill(model.config, model.parameters, source));
        model.version = 1;
        return model;
    });
}

Status loadWeights(Model& model, const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        AZR_TRY(const auto source, weights::ModelWeights::open(folder));
        // Into a second set first: a broken file must leave the model as it was.
        const Parameters loaded = makeParameters(model.config, model.parameters.flat.device());
        AZR_CHECK(fill(model.config, loaded, source));
        model.parameters.flat.copy_(loaded.flat);
        ++model.version;
        return {};
    });
}

Status saveModel(const Model& model, const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        const auto named = namedTensors(model.config, model.parameters);
        std::vector<weights::TensorSpec> specs;
        for (const auto& entry : named) specs.push_back(specOf(entry));
        AZR_TRY(auto writer,
                weights::SafetensorsWriter::create(folder / "model.safetensors", std::move(specs), {{"format", "pt"}}));
        for (const auto& entry : named) {
            const at::Tensor bytes = entry.tensor.to(at::kCPU).contiguous();
            AZR_CHECK(writer.write(
                {static_cast<const std::byte*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.nbytes())}));
        }
        AZR_CHECK(writer.finish());
        HfConfig written = model.config;
        written.dtype = "float32";
        written.context = model.fullContext;
        return weights::writeHfConfig(written, folder);
    });
}

}  // namespace azr::engine
