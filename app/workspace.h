/// What several commands need of a workspace: its database, the number of a run and what became of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/config/run_config.h"
#include "core/store/reader.h"

namespace azr::app {

[[nodiscard]] std::filesystem::path databaseOf(const std::filesystem::path& workspace);
/// NotFound names the workspace and says how one comes to be. Makes nothing.
[[nodiscard]] Status workspaceIsThere(const std::filesystem::path& workspace);
/// A workspace of an older version is migrated first, as a window does that opens it: the old database stays beside it
/// (azr.db.vN.bak). Conflict when another process has it open, which has to end first.
[[nodiscard]] Result<std::unique_ptr<store::Reader>> openReader(const std::filesystem::path& workspace);
[[nodiscard]] Result<RunId> runIdOf(const std::string& text);
/// As they are now, and as the run was started with.
[[nodiscard]] Result<config::RunConfig> settingsOf(const store::RunRow& run);
[[nodiscard]] Result<config::RunConfig> startedSettingsOf(const store::RunRow& run);
/// The run came to its end with `steps` or more: going on would train nothing. Never, with 0 steps.
[[nodiscard]] bool trainedAll(const store::RunRow& run, int steps);
/// The command that goes on with the run; one that trained all its steps is given as many again.
[[nodiscard]] std::string resumeCommand(const std::filesystem::path& workspace, const store::RunRow& run);

}  // namespace azr::app
