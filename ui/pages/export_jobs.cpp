#include "ui/pages/export_jobs.h"

#include "core/base/files.h"
#include "core/exporting/data_export.h"
#include "core/exporting/hf_export.h"

namespace azr::ui {

ExportJob taskExport(store::TaskFilter filter, std::vector<TaskId> tasks, std::filesystem::path file,
                     exporting::Progress progress) {
    return [=](store::Reader& reader) -> Result<std::int64_t> {
        AZR_CHECK(makeFolder(file.parent_path()));
        return exporting::exportTasks(reader, filter, tasks, file, progress);
    };
}

ExportJob checkpointExport(std::filesystem::path workspace, RunId run, int step, std::filesystem::path folder,
                           exporting::Progress progress) {
    return [=](store::Reader& reader) -> Result<std::int64_t> {
        AZR_TRY(const store::CheckpointRow checkpoint,
                exporting::exportCheckpoint(reader, workspace, run, step, folder, {}, progress));
        return checkpoint.bytes;
    };
}

}  // namespace azr::ui
