/// The two exports as jobs for a background thread; each answers how much it wrote.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "core/exporting/checkpoint_export.h"
#include "core/store/reader.h"

namespace azr::ui {

using ExportJob = std::function<Result<std::int64_t>(store::Reader&)>;

/// The given tasks, or all that the filter lets through when there are none, as JSONL; the answer is their number.
[[nodiscard]] ExportJob taskExport(store::TaskFilter filter, std::vector<TaskId> tasks, std::filesystem::path file,
                                   exporting::Progress progress = {});
/// A checkpoint as a folder for other tools; the answer is the folder's size in bytes.
[[nodiscard]] ExportJob checkpointExport(exporting::CheckpointExport request);

}  // namespace azr::ui
