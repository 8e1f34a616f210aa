/// Tiny random models and adapters on disk, made without LibTorch.
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/rng.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/floats.h"
#include "core/weights/hf_config.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_source.h"

namespace azr::testing {

inline weights::HfConfig tinyConfig() {
    weights::HfConfig config;
    config.family = weights::Family::Qwen2;
    config.qkvBias = true;
    config.hidden = 8;
    config.layers = 2;
    config.heads = 2;
    config.kvHeads = 1;
    config.headDim = 4;
    config.intermediate = 12;
    config.vocabulary = 10;
    config.context = 32;
    config.tiedEmbeddings = true;
    config.eosTokens = {3};
    return config;
}

inline std::vector<std::byte> randomBytes(const weights::TensorSpec& spec, Rng& rng) {
    std::vector<std::byte> bytes(spec.byteSize());
    for (std::int64_t i = 0; i < spec.elements(); ++i) {
        const auto value = static_cast<float>(0.5 * rng.normal());
        const auto bits = spec.dtype == weights::Dtype::F16 ? weights::toHalf(value) : weights::toBfloat16(value);
        std::byte* const to = bytes.data() + static_cast<std::size_t>(i) * weights::sizeOf(spec.dtype);
        if (spec.dtype == weights::Dtype::F32)
            std::memcpy(to, &value, sizeof value);
        else
            std::memcpy(to, &bits, sizeof bits);
    }
    return bytes;
}

inline Status writeRandom(const std::filesystem::path& file, const std::vector<weights::TensorSpec>& specs,
                          std::uint64_t seed) {
    Rng rng(seed);
    AZR_TRY(auto writer, weights::SafetensorsWriter::create(file, specs, {{"format", "pt"}}));
    for (const auto& spec : specs) AZR_CHECK(writer.write(randomBytes(spec, rng)));
    return writer.finish();
}

/// config.json, model.safetensors and a tokenizer.json of no content.
inline Status writeTinyModel(const std::filesystem::path& folder, weights::Dtype dtype = weights::Dtype::F32,
                             std::uint64_t seed = 1, weights::HfConfig config = tinyConfig()) {
    AZR_CHECK(makeFolder(folder));
    config.dtype = dtype == weights::Dtype::F32 ? "float32" : dtype == weights::Dtype::F16 ? "float16" : "bfloat16";
    AZR_CHECK(weights::writeHfConfig(config, folder));
    std::vector<weights::TensorSpec> specs;
    for (const auto& [name, shape] : weights::expectedTensors(config)) specs.push_back({name, dtype, shape});
    AZR_CHECK(writeRandom(folder / "model.safetensors", specs, seed));
    return writeFileAtomic(folder / "tokenizer.json", "{}");
}

inline weights::PeftConfig tinyAdapter() {
    weights::PeftConfig config;
    config.rank = 3;
    config.alpha = 6;
    config.targets = {"q_proj", "v_proj", "down_proj"};
    config.baseModel = "base";
    return config;
}

inline Status writeTinyAdapter(const std::filesystem::path& folder, const weights::PeftConfig& config = tinyAdapter(),
                               std::uint64_t seed = 2) {
    AZR_CHECK(makeFolder(folder));
    AZR_CHECK(weights::writePeftConfig(config, folder));
    return writeRandom(folder / weights::kAdapterWeightsFile, weights::adapterTensors(tinyConfig(), config), seed);
}

}  // namespace azr::testing
