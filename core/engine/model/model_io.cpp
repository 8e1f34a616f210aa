// Files to Parameters and back. Values come from core/weights, which has checked them against the shapes.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "core/engine/model/model.h"
#include "core/engine/torch_errors.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_source.h"

namespace azr::engine {
namespace {

constexpr std::int64_t kFloatsAtOnce = std::int64_t{1} << 18;  // 1 MB at a time

/// `tensor` is a contiguous view; on another device, or in another type, the rows pass through a buffer of a chunk.
Status readTensor(const weights::WeightSource& source, const NamedTensor& named) {
    const std::int64_t width = named.tensor.size(-1);
    const std::int64_t rows = named.tensor.dim() == 1 ? 1 : named.tensor.size(0);
    const std::int64_t step = std::max<std::int64_t>(1, kFloatsAtOnce / width);
    const bool here = named.tensor.device().is_cpu() && named.tensor.scalar_type() == at::kFloat;
    const at::Tensor flat = named.tensor.view({-1});
    at::Tensor staging;
    if (!here) staging = at::empty({std::min(step, rows) * width}, at::TensorOptions(at::kFloat));
    for (std::int64_t row = 0; row < rows; row += step) {
        const std::int64_t count = std::min(step, rows - row) * width;
        const at::Tensor part = flat.narrow(0, row * width, count);
        float* const to = here ? part.data_ptr<float>() : staging.data_ptr<float>();
        AZR_CHECK(source.read(named.name, row, {to, static_cast<std::size_t>(count)}));
        if (!here) part.copy_(staging.narrow(0, 0, count));
    }
    return {};
}

/// Reads a tensor and drops it: whether it can be read.
Status tryTensor(const weights::WeightSource& source, const NamedTensor& named) {
    const std::int64_t width = named.tensor.size(-1);
    const std::int64_t rows = named.tensor.dim() == 1 ? 1 : named.tensor.size(0);
    const std::int64_t step = std::max<std::int64_t>(1, kFloatsAtOnce / width);
    std::vector<float> values(static_cast<std::size_t>(std::min(step, rows) * width));
    for (std::int64_t row = 0; row < rows; row += step) {
        const auto count = static_cast<std::size_t>(std::min(step, rows - row) * width);
        AZR_CHECK(source.read(named.name, row, std::span(values).first(count)));
    }
    return {};
}

Status fill(const HfConfig& config, const Parameters& parameters, const weights::WeightSource& source) {
    for (const NamedTensor& named : namedTensors(config, parameters)) AZR_CHECK(readTensor(source, named));
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
        const auto make = [&] {
            return options.frozen ? makeFrozen(model.config, options.device, options.matrices)
                                  : makeParameters(model.config, options.device);
        };
        if (options.randomWeights) {
            model.parameters = make();
            initialise(model, options.seed);
            return model;
        }
        AZR_TRY(const auto source, weights::WeightSource::open(folder));
        AZR_CHECK(weights::checkTensors(*source, model.config));  // before the memory is taken
        model.parameters = make();
        AZR_CHECK(fill(model.config, model.parameters, *source));
        model.version = 1;
        return model;
    });
}

Status loadWeights(Model& model, const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        AZR_TRY(const auto source, weights::WeightSource::open(folder));
        AZR_CHECK(weights::checkTensors(*source, model.config));
        // Twice, rather than into a second set of weights: a broken file must leave the model as it was.
        for (const NamedTensor& named : namedTensors(model.config, model.parameters))
            AZR_CHECK(tryTensor(*source, named));
        AZR_CHECK(fill(model.config, model.parameters, *source));
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
