/// The `adapter_config.json` of a PEFT folder as a value, and the names of its tensors. What we write, the PEFT library
/// loads; of what it writes, plain LoRA on the seven projections of a block is read. Errors name the file and the
/// field.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/lora_targets.h"
#include "core/weights/hf_config.h"

namespace azr::weights {

/// In the order in which they stand in a block.
constexpr auto kProjections = config::kLoraTargets;

struct PeftConfig {
    int rank = 0;
    double alpha = 0;
    double dropout = 0;
    std::vector<std::string> targets;  ///< of kProjections, in their order
    std::string baseModel;             ///< base_model_name_or_path
    bool fused = false;                ///< the file says qkv_proj and gate_up_proj for the projections that they hold
    [[nodiscard]] double scale() const { return alpha / rank; }
    [[nodiscard]] bool targetsProjection(std::size_t projection) const;  ///< an index of kProjections
};

constexpr const char* kAdapterConfigFile = "adapter_config.json";
constexpr const char* kAdapterWeightsFile = "adapter_model.safetensors";

/// InvalidArgument: a rank below 1, a dropout outside [0, 1), an unknown or no target.
Status checkPeftConfig(const PeftConfig& config, const std::string& place);
/// Unsupported: another peft_type, DoRA, rsLoRA, biases, other ranks by module, modules saved whole, other targets.
[[nodiscard]] Result<PeftConfig> readPeftConfig(const std::filesystem::path& folder);
/// Writes `folder`/adapter_config.json atomically.
Status writePeftConfig(const PeftConfig& config, const std::filesystem::path& folder);

/// Sets `fused` as the model's files have it. Unsupported: an adapter of a part of a fused projection, or of a fused
/// one that the model does not have.
Status fitToModel(PeftConfig& config, const HfConfig& model, const std::string& place);

/// Width of what a projection reads and writes. A fused one stands in the place of its first part, the others are 0
/// wide.
struct ProjectionShape {
    std::int64_t inputs = 0, outputs = 0;
};
[[nodiscard]] ProjectionShape projectionShape(const HfConfig& config, std::size_t projection);
/// "model.layers.3.self_attn.q_proj": without ".weight".
[[nodiscard]] std::string projectionName(int layer, std::size_t projection, bool fused = false);
/// "base_model.model.model.layers.3.self_attn.q_proj.lora_A.weight" [rank, inputs], or lora_B [outputs, rank].
[[nodiscard]] std::string adapterName(int layer, std::size_t projection, char matrix, bool fused = false);

}  // namespace azr::weights
