/// The exports as jobs for a background thread; each answers how much it wrote.
#pragma once

#include <filesystem>
#include <functional>

#include "core/exporting/checkpoint_export.h"
#include "core/exporting/metrics/metric_export.h"
#include "core/exporting/tasks/task_export.h"
#include "core/store/reader.h"

namespace azr::ui {

using ExportJob = std::function<Result<std::int64_t>(store::Reader&)>;

/// Tasks in any format; the answer is their number.
[[nodiscard]] ExportJob taskExport(exporting::TaskExport request, std::filesystem::path target);
/// The answer is the number of steps.
[[nodiscard]] ExportJob metricsExport(exporting::MetricExport request, std::filesystem::path target);
/// A checkpoint as a folder for other tools; the answer is the folder's size in bytes.
[[nodiscard]] ExportJob checkpointExport(exporting::CheckpointExport request);

}  // namespace azr::ui
