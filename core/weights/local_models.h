/// Models that other programs put on this machine: the Hugging Face hub's cache, LM Studio's and llama.cpp's folders,
/// Ollama's blobs. They are listed and found by name; nothing is downloaded, nothing is written. Blocking: reads
/// folders and small files, no weights. Any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::weights {

enum class ModelSource { HuggingFace, LmStudio, LlamaCpp, Ollama };
[[nodiscard]] const char* name(ModelSource source);  ///< "huggingface", "lm-studio", "llama.cpp", "ollama"

struct LocalModel {
    std::string name;  ///< "Qwen/Qwen2.5-Coder-0.5B-Instruct", "llama3.2:1b", "publisher/repo/file.gguf"
    ModelSource source = ModelSource::HuggingFace;
    std::filesystem::path path;         ///< a Hugging Face folder or a GGUF file; of a broken entry what was found
    std::optional<Error> problem = {};  ///< why it cannot be a model, as far as its files' names tell
};

/// Where is looked, folder by folder.
struct ModelPlaces {
    std::vector<std::filesystem::path> huggingFace, lmStudio, llamaCpp, ollama;
};
/// The value of an environment variable; null where it is not set.
using Environment = std::function<const char*(const char*)>;
/// HF_HUB_CACHE, HF_HOME, LLAMA_CACHE, OLLAMA_MODELS, XDG_CACHE_HOME, HOME and the programs' usual folders.
[[nodiscard]] ModelPlaces modelPlaces(const Environment& environment);
[[nodiscard]] ModelPlaces modelPlaces();  ///< of this process

/// By name, each path once. What is broken is listed with its problem.
[[nodiscard]] std::vector<LocalModel> findLocalModels(const ModelPlaces& places);

/// A path that is there, or the path of the model of this name: whole ("ORG/NAME", also "ORG/NAME@REVISION"; Ollama's
/// latest without its tag), or the end of one name ("NAME", "file.gguf"). What begins like a path is taken for one.
/// NotFound tells where was looked, Conflict which models the name could mean; a broken entry gives its problem.
[[nodiscard]] Result<std::filesystem::path> resolveModel(std::string_view model, const ModelPlaces& places);

}  // namespace azr::weights
