/// Tasks as a dataset of Hugging Face: a folder of JSON lines in shards, with a card that tells the `datasets` library
/// what is where: `tasks`; `completions` (prompt, completion, reward of proposals and attempts); `preferences` (prompt,
/// chosen, rejected). Blocking; any thread.
#pragma once

#include <filesystem>

#include "core/exporting/tasks/task_export.h"

namespace azr::exporting {

/// How many tasks. NotFound where there is none: a dataset without rows cannot be loaded.
[[nodiscard]] Result<std::int64_t> exportDataset(store::Reader& reader, const TaskExport& request,
                                                 const std::filesystem::path& target);

}  // namespace azr::exporting
