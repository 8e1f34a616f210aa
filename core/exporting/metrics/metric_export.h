/// The metrics of runs as CSV (a row for each run and step), as JSON lines (an object for each run and step) or as
/// event files of TensorBoard (a folder for each run). Steps are read one after the other and written as they come:
/// memory does not grow with the run. Blocking; any thread. Errors name the run, the metric or the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/exporting/metrics/metric_choice.h"
#include "core/exporting/progress.h"
#include "core/exporting/sink.h"
#include "core/store/reader.h"

namespace azr::exporting {

enum class MetricFormat : std::uint8_t { Csv, Jsonl, TensorBoard };

struct MetricExport {
    std::vector<RunId> runs;
    MetricFormat format = MetricFormat::Csv;
    MetricChoice metrics = {};
    int first = 0, last = std::numeric_limits<int>::max();  ///< steps, both included
    Progress progress = {};                                 ///< counts steps
};

/// Csv and Jsonl: how many rows were written.
[[nodiscard]] Result<std::int64_t> writeMetrics(store::Reader& reader, const MetricExport& request, const Sink& sink);
/// The same into a file that is whole or not there; TensorBoard: into a folder that must not exist, or be empty.
[[nodiscard]] Result<std::int64_t> exportMetrics(store::Reader& reader, const MetricExport& request,
                                                 const std::filesystem::path& target);

}  // namespace azr::exporting
