/// A Hugging Face `config.json` as a value: reading it in the spelling of transformers 4 and 5, checking that the model
/// is one the engine can run, and writing it so that both read it. Errors name the file and the field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::weights {

enum class Family : std::uint8_t { Llama, Qwen2, Qwen3, Mistral };
[[nodiscard]] std::string_view name(Family family);  ///< "llama", "qwen2", "qwen3", "mistral"

/// How positions beyond the context of pretraining are squeezed into its angles.
struct RopeScaling {
    enum class Kind : std::uint8_t { None, Linear, Llama3 };
    Kind kind = Kind::None;
    double factor = 1;
    double lowFactor = 1, highFactor = 4;  ///< llama3: wavelengths between context / low and context / high are blended
    int originalContext = 0;               ///< llama3: context of pretraining
    bool operator==(const RopeScaling&) const = default;
};

struct HfConfig {
    Family family = Family::Llama;
    int hidden = 0;            ///< D
    int layers = 0;            ///<
    int heads = 0;             ///< H, query heads
    int kvHeads = 0;           ///< heads of keys and values; divides `heads`
    int headDim = 0;           ///< often hidden / heads, but a field of its own in newer models
    int intermediate = 0;      ///< width of the feed-forward part
    int vocabulary = 0;        ///< V
    int context = 0;           ///< max_position_embeddings
    double ropeTheta = 10000;  ///< from rope_theta (4) or rope_parameters.rope_theta (5)
    RopeScaling ropeScaling;
    double rmsEpsilon = 1e-6;
    bool tiedEmbeddings = false;
    bool qkvBias = false;     ///< qwen2: always; llama and qwen3: attention_bias
    bool outputBias = false;  ///< with attention_bias there is one on o_proj too; qwen2 never
    bool qkNorm = false;      ///< qwen3: queries and keys are normalised head by head before they are rotated
    std::string dtype;        ///< "float32", "bfloat16", "float16": of the stored weights; empty when unnamed
    int bosToken = -1, padToken = -1;
    std::vector<int> eosTokens;

    [[nodiscard]] std::int64_t parameterCount() const;  ///< tied embeddings counted once
};

/// Angles per position of the E / 2 rotated pairs, scaling included (transformers, modeling_rope_utils).
[[nodiscard]] std::vector<double> ropeFrequencies(const HfConfig& config);

/// `json` is the object of config.json; `place` names it in errors. Unsupported: another model_type, RoPE scaling other
/// than linear and llama3, sliding windows in use, an activation other than SiLU, an MLP with biases.
[[nodiscard]] Result<HfConfig> parseHfConfig(const Json& json, const std::string& place);
/// Reads `model`/config.json of a folder, the metadata of a GGUF file, or the config of an adapter's base.
[[nodiscard]] Result<HfConfig> readHfConfig(const std::filesystem::path& model);
/// What ends a completion by the folder's generation_config.json; empty where it has none, or is a GGUF file.
[[nodiscard]] Result<std::vector<int>> readGenerationEnds(const std::filesystem::path& model);
/// Both generations of keys: rope_theta and rope_parameters, torch_dtype and dtype.
[[nodiscard]] Json toJson(const HfConfig& config);
/// Writes `folder`/config.json atomically.
Status writeHfConfig(const HfConfig& config, const std::filesystem::path& folder);

}  // namespace azr::weights
