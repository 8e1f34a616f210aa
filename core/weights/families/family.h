/// The families of models as a table of what differs between them. Each stands in a file of its own beside this one;
/// core/weights/README.md shows how one is added.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/hf_config.h"

namespace azr::weights {

/// Which linear layers of attention have biases.
enum class Biases : std::uint8_t {
    Never,
    Named,  ///< all four, where attention_bias says so
    Qkv,    ///< those of queries, keys and values
};

/// Which layers slide, where layer_types does not say it.
enum class Windows : std::uint8_t {
    Never,
    All,       ///< where sliding_window is a number
    Behind,    ///< where use_sliding_window says so: from max_window_layers on
    Unturned,  ///< where use_sliding_window says so: those that are not rotated
    Pattern,   ///< all but each nth
};

struct FamilyTraits {
    Family family;
    std::string_view name;          ///< model_type
    std::string_view title;         ///< as people write it
    std::string_view architecture;  ///< of transformers

    // What holds where config.json does not say it: the defaults of the configuration class.
    int context = 2048;
    double epsilon = 1e-6;
    bool tied = false;
    int kvHeads = 0;  ///< 0: as many as query heads
    int headDim = 0;  ///< 0: hidden_size / num_attention_heads
    int window = 0;   ///< sliding_window; 0: null
    RopeDefaults rope = {};
    Activation activation = Activation::Silu;

    Biases biases = Biases::Named;
    bool qkNorm = false;
    const char* activationKey = "hidden_act";
    Windows windows = Windows::Never;
    int pattern = 0;              ///< of Windows::Pattern
    const char* patternKey = "";  ///< that may say another one
    ModelTraits traits = {};      ///< of every model of the family

    /// The fields that read() looks at; other families refuse them.
    std::span<const std::string_view> keys = {};
    /// Fields that only this family has; the rest of the config stands already. May be null.
    Status (*read)(const Json& json, HfConfig& config, const std::string& place) = nullptr;
    /// The same fields written. May be null.
    void (*write)(const HfConfig& config, Json& json) = nullptr;
};

[[nodiscard]] const FamilyTraits& llama();
[[nodiscard]] const FamilyTraits& qwen2();
[[nodiscard]] const FamilyTraits& qwen3();
[[nodiscard]] const FamilyTraits& mistral();
[[nodiscard]] const FamilyTraits& granite();
[[nodiscard]] const FamilyTraits& olmo2();
[[nodiscard]] const FamilyTraits& olmo3();
[[nodiscard]] const FamilyTraits& smolLm3();
[[nodiscard]] const FamilyTraits& phi3();
[[nodiscard]] const FamilyTraits& gemma2();
[[nodiscard]] const FamilyTraits& gemma3();

[[nodiscard]] const FamilyTraits& traitsOf(Family family);
/// Null where no family has that model_type.
[[nodiscard]] const FamilyTraits* findFamily(std::string_view modelType);
/// Unsupported: a field with a say that belongs to other families, and that this one passes over.
Status refuseForeignKeys(const Json& json, const FamilyTraits& family, const std::string& place);

}  // namespace azr::weights
