/// Which model a command is about: --model DIR, --run RUN [--step N] of a workspace, or the built-in one.
#pragma once

#include <filesystem>

#include "app/options.h"

namespace azr::app {

/// A checkpoint holds weights alone: its tokenizer lies with the model the run started from. Both may be one GGUF file.
struct ModelFolder {
    std::filesystem::path weights, tokenizer;
};

/// NotFound names the folder and what is missing in it.
[[nodiscard]] Result<ModelFolder> modelFolder(const Arguments& arguments);

}  // namespace azr::app
