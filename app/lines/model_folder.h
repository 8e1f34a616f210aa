/// Which model a command is about: --model DIR or RUN@STEP, --run RUN [--step N] of a workspace, or the built-in one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/options.h"
#include "core/store/reader.h"

namespace azr::app {

/// A checkpoint holds weights alone: its tokenizer lies with the model the run started from. Both may be one GGUF file.
/// Of a LoRA run, and of a folder in PEFT's layout, `weights` is the base model.
struct ModelFolder {
    std::filesystem::path weights, tokenizer;
    std::filesystem::path adapter = {};  ///< empty: none
};

/// What a command reads of a model; a file that it does not read need not be there.
enum class ModelPart { Everything, Tokenizer, Weights };

/// NotFound names the folder and what is missing in it; InvalidArgument: options that do not go together.
[[nodiscard]] Result<ModelFolder> modelFolder(const Arguments& arguments, ModelPart part = ModelPart::Everything);
/// "3@40" or "3@best": a checkpoint of a run, as --model takes it.
struct RunAtStep {
    RunId run;
    std::optional<int> step;  ///< nothing: the best
};
[[nodiscard]] std::optional<RunAtStep> runAtStep(const std::string& text);
/// A checkpoint of a run: the one of `step`, else the best one, else the last.
struct CheckpointModel {
    ModelFolder folder;
    store::RunRow run;
    store::CheckpointRow checkpoint;
};
[[nodiscard]] Result<CheckpointModel> checkpointModel(store::Reader& reader, const std::filesystem::path& workspace,
                                                      RunId run, std::optional<int> step,
                                                      ModelPart part = ModelPart::Everything);
/// A Hugging Face folder or a GGUF file, each with its tokenizer.
[[nodiscard]] Result<ModelFolder> completeModel(const std::filesystem::path& model);

}  // namespace azr::app
