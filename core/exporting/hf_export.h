/// A checkpoint as a folder that Hugging Face transformers (4 and 5) opens: config.json, model.safetensors,
/// generation_config.json, the tokenizer's files, and a model card that tells where the weights come from. Written
/// beside and renamed: the folder is whole or not there. Blocking, any thread. Errors name the file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/exporting/progress.h"
#include "core/store/reader.h"

namespace azr::exporting {

struct HfExport {
    std::filesystem::path checkpoint;  ///< holds config.json and model.safetensors
    std::filesystem::path base;        ///< the model the run started from: holds the tokenizer
    std::filesystem::path target;      ///< must not exist, or be an empty folder
    std::string dtype;                 ///< "float32", "bfloat16"; empty: as stored
    std::string card;                  ///< README.md
    Progress progress = {};            ///< counts bytes of weights
};
Status exportFolder(const HfExport& request);

/// What the card says: run, settings that differ from the preset, base, held-out accuracy, versions.
struct Lineage {
    store::RunRow run;
    store::CheckpointRow checkpoint;
    std::vector<store::EvaluationScore> scores;  ///< of this and earlier steps
};
[[nodiscard]] std::string modelCard(const Lineage& lineage);

/// The checkpoint of `step`, else the best one, else the last.
[[nodiscard]] Result<store::CheckpointRow> chooseCheckpoint(store::Reader& reader, RunId run, std::optional<int> step);
/// The folder whose tokenizer a run uses.
[[nodiscard]] std::filesystem::path baseFolder(const store::RunRow& run);
/// All of it for one run; returns the checkpoint that was exported.
[[nodiscard]] Result<store::CheckpointRow> exportCheckpoint(store::Reader& reader,
                                                            const std::filesystem::path& workspace, RunId run,
                                                            std::optional<int> step,
                                                            const std::filesystem::path& target,
                                                            const std::string& dtype, const Progress& progress = {});

}  // namespace azr::exporting
