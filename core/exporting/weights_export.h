/// Weights of any source as safetensors files of a Hugging Face folder: one file, or shards with their index. Rows
/// stream through a buffer of a few megabytes. Blocking, any thread. Errors name the file and the tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/exporting/progress.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_source.h"

namespace azr::exporting {

constexpr std::int64_t kShardBytes = 5'000'000'000;  ///< transformers' own limit

/// "float32", "float16", "bfloat16"; nothing for an empty text, which means: as stored.
[[nodiscard]] Result<std::optional<weights::Dtype>> exportType(const std::string& text);
[[nodiscard]] std::string nameOfType(weights::Dtype type);  ///< as config.json spells it

struct WeightsExport {
    const weights::WeightSource& source;
    const weights::HfConfig& config;
    std::optional<weights::Dtype> type;  ///< else each tensor's own; F32 for quantised ones
    std::int64_t shardBytes = kShardBytes;
    Progress progress = {};  ///< counts bytes
};
/// Fills `folder`, which exists, with the tensors of the config; the answer is the type that most bytes have.
/// InvalidArgument when a value does not fit into float16.
[[nodiscard]] Result<weights::Dtype> writeWeights(const WeightsExport& request, const std::filesystem::path& folder);

/// Converts `values` and appends them to the writer.
Status writeFloats(weights::SafetensorsWriter& writer, std::span<const float> values, const weights::TensorSpec& spec);

}  // namespace azr::exporting
