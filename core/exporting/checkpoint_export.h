/// A checkpoint of a run as a folder for other tools, with a model card that tells where its weights come from.
/// Blocking, any thread. Errors name the run or the file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/exporting/hf_export.h"
#include "core/store/reader.h"

namespace azr::exporting {

/// What the model card says: run, settings that differ from the preset, base, held-out accuracy, versions.
struct Lineage {
    store::RunRow run;
    store::CheckpointRow checkpoint;
    std::vector<store::EvaluationScore> scores;  ///< of this and earlier steps
    bool lora = false;                           ///< an adapter was trained,
    Form form = Form::Model;                     ///< and this is it, or the base with it merged in
};
[[nodiscard]] std::string modelCard(const Lineage& lineage);

/// The checkpoint of `step`, else the best one, else the last.
[[nodiscard]] Result<store::CheckpointRow> chooseCheckpoint(store::Reader& reader, RunId run, std::optional<int> step);
/// The model that a run started from: its tokenizer is used, and an adapter belongs to its weights.
[[nodiscard]] std::filesystem::path baseFolder(const store::RunRow& run);
/// Whether the run trained adapters.
[[nodiscard]] bool trainedAdapter(const store::RunRow& run);
/// Conflict when the base's weights are no longer those that the run recorded: an adapter fits no others.
Status checkBase(const store::RunRow& run);

struct CheckpointExport {
    std::filesystem::path workspace;
    RunId run;
    std::optional<int> step;
    std::filesystem::path target;
    Form form = Form::Model;
    std::string dtype = {};
    std::int64_t shardBytes = kShardBytes;
    Progress progress = {};
};
/// The checkpoint that was exported.
[[nodiscard]] Result<store::CheckpointRow> exportCheckpoint(store::Reader& reader, const CheckpointExport& request);

}  // namespace azr::exporting
