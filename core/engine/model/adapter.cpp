#include "core/engine/model/adapter.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>

#include "core/base/rng.h"
#include "core/engine/learning/carver_p.h"
#include "core/engine/torch_errors.h"
#include "core/weights/floats.h"
#include "core/weights/safetensors.h"

namespace azr::engine {
namespace {

using weights::HfConfig;
using weights::PeftConfig;

std::vector<AdapterLayer> carve(const HfConfig& model, const PeftConfig& config, Carver& carver) {
    std::vector<AdapterLayer> layers(static_cast<std::size_t>(model.layers));
    for (AdapterLayer& layer : layers)
        for (std::size_t p = 0; p < layer.size(); ++p) {
            if (!config.targetsProjection(p)) continue;
            const weights::ProjectionShape shape = weights::projectionShape(model, p);
            if (shape.outputs == 0) continue;  // a part of a fused one
            layer[p] = {carver.take(config.rank, shape.inputs), carver.take(shape.outputs, config.rank)};
        }
    return layers;
}

/// As fp32; Corrupt when a value is not finite.
Status readValues(const weights::TensorView& view, const std::string& place, std::span<float> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::uint16_t half = 0;
        if (view.spec.dtype == weights::Dtype::F32) {
            std::memcpy(&out[i], view.bytes.data() + i * sizeof(float), sizeof(float));
            continue;
        }
        std::memcpy(&half, view.bytes.data() + i * sizeof half, sizeof half);
        out[i] = view.spec.dtype == weights::Dtype::BF16 ? weights::fromBfloat16(half) : weights::fromHalf(half);
    }
    if (weights::firstNonFinite(out))
        return fail(ErrorCode::Corrupt, "'" + view.spec.name + "' has a value that is not finite", place);
    return {};
}

Status readTensor(const weights::SafetensorsFile& file, const NamedTensor& named) {
    const std::string place = file.path().string();
    AZR_TRY(const auto view, file.need(named.name, std::span<const std::int64_t>(named.tensor.sizes().data(),
                                                                                 named.tensor.sizes().size())));
    using weights::Dtype;
    if (view.spec.dtype != Dtype::F32 && view.spec.dtype != Dtype::BF16 && view.spec.dtype != Dtype::F16)
        return fail(ErrorCode::Unsupported, "'" + named.name + "' is neither F32, F16 nor BF16", place);
    at::Tensor staging = at::empty(named.tensor.sizes(), at::TensorOptions(at::kFloat));
    AZR_CHECK(readValues(view, place, {staging.data_ptr<float>(), static_cast<std::size_t>(staging.numel())}));
    named.tensor.copy_(staging);
    return {};
}

}  // namespace

std::int64_t adapterSize(const HfConfig& model, const PeftConfig& config) {
    Carver carver{at::Tensor()};
    carve(model, config, carver);
    return carver.size();
}

Adapter viewAdapter(const HfConfig& model, const PeftConfig& config, const at::Tensor& flat) {
    Carver carver(flat);
    return {config, flat, carve(model, config, carver)};
}

Adapter makeAdapter(const HfConfig& model, const PeftConfig& config, const at::Device& device) {
    return viewAdapter(model, config,
                       at::zeros({adapterSize(model, config)}, at::TensorOptions(at::kFloat).device(device)));
}

std::vector<NamedTensor> namedAdapter(const Adapter& adapter) {
    std::vector<NamedTensor> named;
    for (std::size_t l = 0; l < adapter.layers.size(); ++l)
        for (std::size_t p = 0; p < kProjectionCount; ++p) {
            const LowRank& pair = adapter.layers[l][p];
            if (!pair.present()) continue;
            named.push_back({weights::adapterName(static_cast<int>(l), p, 'A', adapter.config.fused), pair.a});
            named.push_back({weights::adapterName(static_cast<int>(l), p, 'B', adapter.config.fused), pair.b});
        }
    return named;
}

void initialiseAdapter(Adapter& adapter, std::uint64_t seed) {
    const Rng root = Rng(seed).split("adapter");
    for (std::size_t l = 0; l < adapter.layers.size(); ++l)
        for (std::size_t p = 0; p < kProjectionCount; ++p) {
            const LowRank& pair = adapter.layers[l][p];
            if (!pair.present()) continue;
            Rng rng = root.split(weights::projectionName(static_cast<int>(l), p));
            const double bound = 1.0 / std::sqrt(static_cast<double>(pair.a.size(1)));
            std::vector<float> values(static_cast<std::size_t>(pair.a.numel()));
            for (float& value : values) value = static_cast<float>(bound * (2.0 * rng.uniform() - 1.0));
            pair.a.copy_(at::from_blob(values.data(), pair.a.sizes(), at::kFloat));
            pair.b.zero_();
        }
}

Status saveAdapter(const Adapter& adapter, const std::filesystem::path& folder) {
    return guarded([&]() -> Status {
        const auto named = namedAdapter(adapter);
        std::vector<weights::TensorSpec> specs;
        for (const auto& [name, tensor] : named) specs.push_back({name, weights::Dtype::F32, tensor.sizes().vec()});
        AZR_TRY(auto writer, weights::SafetensorsWriter::create(folder / weights::kAdapterWeightsFile, std::move(specs),
                                                                {{"format", "pt"}}));
        for (const auto& [name, tensor] : named) {
            const at::Tensor bytes = tensor.to(at::kCPU).contiguous();
            AZR_CHECK(writer.write(
                {static_cast<const std::byte*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.nbytes())}));
        }
        AZR_CHECK(writer.finish());
        return weights::writePeftConfig(adapter.config, folder);
    });
}

Result<Adapter> loadAdapter(const HfConfig& model, const std::filesystem::path& folder, const at::Device& device) {
    return guarded([&]() -> Result<Adapter> {
        AZR_TRY(PeftConfig config, weights::readTrainablePeftConfig(folder));
        AZR_CHECK(weights::fitToModel(config, model, (folder / weights::kAdapterConfigFile).string()));
        AZR_TRY(const auto file, weights::SafetensorsFile::open(folder / weights::kAdapterWeightsFile));
        Adapter adapter = makeAdapter(model, config, device);
        const auto named = namedAdapter(adapter);
        for (const NamedTensor& entry : named) AZR_CHECK(readTensor(file, entry));
        if (file.tensors().size() != named.size())
            return fail(ErrorCode::Corrupt, "holds tensors that its configuration does not name", file.path().string());
        return adapter;
    });
}

}  // namespace azr::engine
