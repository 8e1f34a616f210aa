/// Tasks of a run in the formats that other programs read. Everything is written as it is read, to a temporary name
/// beside the target, which is renamed when it is whole: memory does not grow with the run, and what is broken off
/// leaves nothing. Blocking; any thread. core/exporting/README.md describes the formats. Errors name the task or the
/// file.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/exporting/sink.h"
#include "core/exporting/tasks/task_choice.h"

namespace azr::exporting {

enum class TaskFormat : std::uint8_t {
    Reference,    ///< JSON lines in the fields of the reference's seed files
    Jsonl,        ///< JSON lines with everything: prompts, completions, attempts, verdicts, lineage, tags, notes
    Csv,          ///< a table, safe against formulas
    Preferences,  ///< JSON lines of prompt, chosen and rejected completion
    HuggingFace,  ///< a folder: a dataset with card, for the `datasets` library
    Environment   ///< a folder: an environment in the layout of the `verifiers` library
};
constexpr std::array<std::string_view, 6> kTaskFormatNames = {"reference",   "jsonl",       "csv",
                                                              "preferences", "huggingface", "environment"};
[[nodiscard]] std::optional<TaskFormat> taskFormatNamed(std::string_view name);
[[nodiscard]] constexpr bool makesFolder(TaskFormat format) {
    return format == TaskFormat::HuggingFace || format == TaskFormat::Environment;
}
/// Tasks that are not valid have no output; Jsonl and Csv tell of them all the same.
[[nodiscard]] constexpr bool takesInvalid(TaskFormat format) {
    return format == TaskFormat::Jsonl || format == TaskFormat::Csv;
}

constexpr std::int64_t kDatasetShardBytes = 200'000'000;

struct TaskExport {
    TaskFormat format = TaskFormat::Reference;
    store::TaskFilter filter;
    std::vector<TaskId> ids = {};
    Distinct distinct = Distinct::All;
    Shares shares = {};
    Progress progress = {};                        ///< counts tasks
    std::int64_t shardBytes = kDatasetShardBytes;  ///< of a file of a dataset
    [[nodiscard]] TaskChoice choice() const { return {filter, ids, distinct, !takesInvalid(format)}; }
};

/// The formats that are one file. How many tasks were written.
[[nodiscard]] Result<std::int64_t> writeTasks(store::Reader& reader, const TaskExport& request, const Sink& sink);
/// Into a file, which is replaced, or a folder, which must not exist or be empty.
[[nodiscard]] Result<std::int64_t> exportTasks(store::Reader& reader, const TaskExport& request,
                                               const std::filesystem::path& target);

}  // namespace azr::exporting
