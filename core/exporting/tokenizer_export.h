/// The tokenizer of a base model, and what ends its completions, as files of a Hugging Face folder: copied from a
/// folder, or made from the metadata of a GGUF file. Errors name the file.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/weights/hf_config.h"

namespace azr::exporting {

/// tokenizer.json and whatever stands beside it. NotFound when `base` has none.
Status exportTokenizer(const std::filesystem::path& base, const std::filesystem::path& folder);
/// generation_config.json: the base's, or one made from the ends that the config names.
Status exportGenerationConfig(const std::filesystem::path& base, const weights::HfConfig& config,
                              const std::filesystem::path& folder);

}  // namespace azr::exporting
