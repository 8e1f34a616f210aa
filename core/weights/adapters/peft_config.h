/// The `adapter_config.json` of a PEFT folder as a value, and the names of its tensors. What we write, the PEFT library
/// loads; of what it writes, LoRA is read in the kinds that change nothing but matrices of the base: ranks and scales
/// by module, rsLoRA, DoRA, the initial parts of PiSSA and OLoRA, tensors saved whole. Errors name the file and the
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
#include "core/weights/adapters/peft_selection.h"
#include "core/weights/hf_config.h"

namespace azr::weights {

/// In the order in which they stand in a block.
constexpr auto kProjections = config::kLoraTargets;

/// What the adapter began with, where that was taken out of the base: W - scale B0 A0 is what it was trained beside.
enum class InitialPart : std::uint8_t {
    None,
    Pissa,  ///< the first singular values and vectors of W
    Olora,  ///< Q and R of W
};
/// Biases of the base that were trained with the adapter.
enum class TrainedBiases : std::uint8_t { None, OfAdapted, All };

struct PeftConfig {
    int rank = 0;
    double alpha = 0;
    double dropout = 0;
    std::vector<std::string> targets;  ///< of kProjections, in their order; empty: `selection` alone says which
    std::string baseModel;             ///< base_model_name_or_path
    bool fused = false;                ///< the file says qkv_proj and gate_up_proj for the projections that they hold
    bool rankStabilised = false;       ///< rsLoRA: the scale is alpha / sqrt(rank)
    bool dora = false;                 ///< rows of the sum are scaled to stored magnitudes
    bool frozenUp = false;             ///< MiCA: B is not trained
    InitialPart initial = InitialPart::None;
    TrainedBiases biases = TrainedBiases::None;
    ModuleValues ranks = {}, alphas = {};        ///< rank_pattern, alpha_pattern
    std::vector<std::string> savedModules = {};  ///< modules_to_save
    PeftSelection selection = {};                ///< of a file that was read

    [[nodiscard]] double scale() const { return scaleOf(rank, alpha); }  ///< where no pattern says otherwise
    [[nodiscard]] double scaleOf(double ownRank, double ownAlpha) const;
    [[nodiscard]] std::vector<std::string> namesInFile() const;  ///< of the targets: as fused projections where `fused`
    [[nodiscard]] bool targetsProjection(std::size_t projection) const;  ///< an index of kProjections
};

constexpr const char* kAdapterConfigFile = "adapter_config.json";
constexpr const char* kAdapterWeightsFile = "adapter_model.safetensors";

/// InvalidArgument: a rank below 1, a dropout outside [0, 1), an unknown or no target.
Status checkPeftConfig(const PeftConfig& config, const std::string& place);
/// Unsupported: another peft_type, aLoRA and other variants, initial parts that cannot be computed again, fields that
/// nobody knows (known_keys.h).
[[nodiscard]] Result<PeftConfig> readPeftConfig(const std::filesystem::path& folder);
/// Unsupported unless the folder holds LoRA of one rank and scale on the same projections of every layer and nothing
/// else, which the trainer goes on with; such a configuration is whole without `selection`.
Status checkTrainable(const PeftConfig& config, const std::filesystem::path& folder);
/// Both.
[[nodiscard]] Result<PeftConfig> readTrainablePeftConfig(const std::filesystem::path& folder);
/// Writes `folder`/adapter_config.json atomically, of a trainable configuration.
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
