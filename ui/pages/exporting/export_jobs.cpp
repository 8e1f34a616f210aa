#include "ui/pages/exporting/export_jobs.h"

#include <utility>

#include "core/base/files.h"
#include "core/exporting/data_export.h"

namespace azr::ui {

ExportJob taskExport(store::TaskFilter filter, std::vector<TaskId> tasks, std::filesystem::path file,
                     exporting::Progress progress) {
    return [=](store::Reader& reader) -> Result<std::int64_t> {
        AZR_CHECK(makeFolder(file.parent_path()));
        return exporting::exportTasks(reader, filter, tasks, file, progress);
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
