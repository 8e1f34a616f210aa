/// A Hugging Face `config.json` as a value: reading it in the spelling of transformers 4 and 5, checking that the model
/// is one the engine can run, and writing it so that both read it. Errors name the file and the field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/model_traits.h"
#include "core/weights/rope.h"

namespace azr::weights {

/// In the order of families/family.h, where what they are is declared.
enum class Family : std::uint8_t { Llama, Qwen2, Qwen3, Mistral, Granite, Olmo2, Olmo3, SmolLm3, Phi3, Gemma2, Gemma3 };
[[nodiscard]] std::string_view name(Family family);   ///< model_type: "llama", "qwen2"
[[nodiscard]] std::string_view title(Family family);  ///< as people write it: "Llama", "Qwen2"
[[nodiscard]] std::string familyList();               ///< of all titles: "Llama, Qwen2, … and Gemma 3"

struct HfConfig {
    Family family = Family::Llama;
    int hidden = 0;            ///< D
    int layers = 0;            ///<
    int heads = 0;             ///< H, query heads
    int kvHeads = 0;           ///< heads of keys and values; divides `heads`
    int headDim = 0;           ///< often hidden / heads, but a field of its own in newer models
    int rotaryDim = 0;         ///< entries of a head that are turned, the first ones; 0: all
    int intermediate = 0;      ///< width of the feed-forward part
    int vocabulary = 0;        ///< V
    int context = 0;           ///< positions that can be run: max_position_embeddings, unless RoPE's scaling says other
    int storedContext = 0;     ///< max_position_embeddings where that is another number; else 0
    double ropeTheta = 10000;  ///< from rope_theta (4) or rope_parameters.rope_theta (5)
    double localTheta = 0;     ///< of layers with LayerRope::Local
    RopeScaling ropeScaling;
    double rmsEpsilon = 1e-6;
    bool tiedEmbeddings = false;
    bool qkvBias = false;     ///< qwen2: always; others: attention_bias
    bool outputBias = false;  ///< with attention_bias there is one on o_proj too; qwen2 never
    bool qkNorm = false;  ///< queries and keys are normalised, head by head or all together, before they are rotated
    ModelTraits traits;
    std::string dtype;  ///< "float32", "bfloat16", "float16": of the stored weights; empty when unnamed
    int bosToken = -1, padToken = -1;
    std::vector<int> eosTokens;

    [[nodiscard]] int rotated() const { return rotaryDim > 0 ? rotaryDim : headDim; }
    /// Sequences of more positions turn by longrope's long factors, from their first position on; 0: none does.
    [[nodiscard]] int stretchedFrom() const {
        const bool longRope = ropeScaling.kind == RopeScaling::Kind::LongRope;
        return longRope && ropeScaling.originalContext < context ? ropeScaling.originalContext : 0;
    }
    [[nodiscard]] bool stretched(std::size_t length) const {
        return stretchedFrom() > 0 && length > static_cast<std::size_t>(stretchedFrom());
    }
    /// Positions that a layer's queries see, themselves included; 0: all before them.
    [[nodiscard]] int windowOf(std::size_t layer) const {
        return traits.layer(layer).sliding && traits.window < context ? traits.window : 0;
    }
    [[nodiscard]] int window() const;                   ///< the window of layers that slide; 0: none does
    [[nodiscard]] std::int64_t parameterCount() const;  ///< tied embeddings counted once
};

/// `json` is the object of config.json; `place` names it in errors. Unsupported: a model_type that is not in
/// families/family.h, and what its family's reader refuses.
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
