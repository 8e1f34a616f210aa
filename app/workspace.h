/// What several commands need of a workspace: its database, and the number of a run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/store/reader.h"

namespace azr::app {

[[nodiscard]] std::filesystem::path databaseOf(const std::filesystem::path& workspace);
/// NotFound names the workspace and says how one comes to be.
[[nodiscard]] Result<std::unique_ptr<store::Reader>> openReader(const std::filesystem::path& workspace);
[[nodiscard]] Result<RunId> runIdOf(const std::string& text);

}  // namespace azr::app
