/// What a model on disk is, what it asks of a machine, and which presets suit both; without opening an engine. The
/// values of the weights are not read. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/weights/hf_config.h"
#include "core/weights/memory_estimate.h"

namespace azr::tokenizer {
class Tokenizer;
}  // namespace azr::tokenizer

namespace azr::session {

struct StoredType {
    std::string name;  ///< "BF16", "Q4_K"
    std::int64_t tensors = 0;
    std::uint64_t bytes = 0;
};

struct ModelFacts {
    std::filesystem::path path;
    bool gguf = false;
    weights::HfConfig config;
    std::vector<StoredType> types;  ///< by name
    std::uint64_t bytes = 0;        ///< of all tensors
    int tokens = 0;                 ///< 0: there is no tokenizer
    bool chat = false;              ///< there is a chat template
    bool nano = false;              ///< speaks the built-in model's vocabulary and nothing else
};

/// A Hugging Face folder or a GGUF file; every tensor's name, shape and type is checked. Blocking: reads headers and
/// the tokenizer. Errors name the file and what helps.
[[nodiscard]] Result<ModelFacts> inspectModel(const std::filesystem::path& model);

/// The same without the tokenizer: `tokens`, `chat` and `nano` are not known. For lists of models.
[[nodiscard]] Result<ModelFacts> outlineModel(const std::filesystem::path& model);

/// Whether the tokenizer knows the nano vocabulary and nothing else.
[[nodiscard]] bool speaksOnlyNano(const tokenizer::Tokenizer& tokenizer);

enum class Suits {
    Fits,
    TooLarge,    ///< training would need more memory than there is
    OtherModel,  ///< made for the built-in model, or for any other but that
};
struct PresetFit {
    std::string preset;
    Suits suits = Suits::Fits;
    std::int64_t bytes = 0;  ///< for training with it, adapters or everything as it says
};
/// In the order of config::presets(). `memory`: bytes that may be taken.
[[nodiscard]] std::vector<PresetFit> presetFits(const ModelFacts& model, std::int64_t memory);
[[nodiscard]] PresetFit fitOf(const config::RunConfig& config, const ModelFacts& model, std::int64_t memory);

}  // namespace azr::session
