/// Seeds in the reference's files: JSON lines {snippet, input, output, imports, …} and, for induction, {snippet,
/// inputs, outputs, message, imports}. Blocking reads; errors name file and line.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

/// The tasks of a file, or of all *.jsonl files of a folder by their names. A triplet seeds deduction and abduction
/// alike and gives two tasks.
[[nodiscard]] Result<std::vector<Task>> readSeeds(const std::filesystem::path& path);

}  // namespace azr::selfplay
