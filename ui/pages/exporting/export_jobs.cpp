#include "ui/pages/exporting/export_jobs.h"

#include <utility>

#include "core/base/files.h"

namespace azr::ui {

ExportJob taskExport(exporting::TaskExport request, std::filesystem::path target) {
    return [request = std::move(request), target = std::move(target)](store::Reader& reader) -> Result<std::int64_t> {
        AZR_CHECK(makeFolder(target.parent_path()));
        return exporting::exportTasks(reader, request, target);
    };
}

ExportJob metricsExport(exporting::MetricExport request, std::filesystem::path target) {
    return [request = std::move(request), target = std::move(target)](store::Reader& reader) -> Result<std::int64_t> {
        AZR_CHECK(makeFolder(target.parent_path()));
        return exporting::exportMetrics(reader, request, target);
    };
}

ExportJob checkpointExport(exporting::CheckpointExport request) {
    return [request = std::move(request)](store::Reader& reader) -> Result<std::int64_t> {
        AZR_TRY([[maybe_unused]] const store::CheckpointRow checkpoint, exporting::exportCheckpoint(reader, request));
        std::int64_t bytes = 0;
        std::error_code code;
        for (const auto& entry : std::filesystem::directory_iterator(request.target, code))
            bytes += static_cast<std::int64_t>(entry.file_size(code));
        return bytes;
    };
}

}  // namespace azr::ui
