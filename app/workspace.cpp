#include "app/workspace.h"

#include <fmt/format.h>

#include <charconv>

#include "app/program.h"
#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/session/running/lock.h"
#include "core/store/database.h"
#include "core/store/migrations.h"

namespace azr::app {

std::filesystem::path databaseOf(const std::filesystem::path& workspace) {
    return workspace / "azr.db";
}

Status workspaceIsThere(const std::filesystem::path& workspace) {
    std::error_code code;
    if (std::filesystem::exists(databaseOf(workspace), code)) return {};
    return fail(ErrorCode::NotFound, "there is no workspace here", workspace.string(),
                "azr-studio train makes one; --workspace names another folder");
}

namespace {

Status migrate(const std::filesystem::path& workspace) {
    const auto lock = session::WorkspaceLock::take(workspace);
    if (!lock && lock.error().code == ErrorCode::Io)
        return fail(ErrorCode::Io,
                    "an older version made this workspace, and it cannot be migrated: " + lock.error().detail,
                    workspace.string(), "copy it to where it can be written");
    if (!lock) return tl::make_unexpected(lock.error());
    AZR_TRY(store::Database database, store::Database::open(databaseOf(workspace), store::Database::Mode::ReadWrite));
    return store::migrate(database);
}

}  // namespace

Result<std::unique_ptr<store::Reader>> openReader(const std::filesystem::path& workspace) {
    AZR_CHECK(workspaceIsThere(workspace));
    AZR_TRY(const bool older, store::isOlder(databaseOf(workspace)));
    if (older) AZR_CHECK(migrate(workspace));
    return store::Reader::open(databaseOf(workspace));
}

Result<RunId> runIdOf(const std::string& text) {
    RunId run;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), run.value);
    if (code != std::errc() || end != text.data() + text.size() || run.value < 1)
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is not the number of a run", "RUN");
    return run;
}

namespace {

Result<config::RunConfig> configOf(const store::RunRow& run, const std::string& text) {
    const auto place = fmt::format("run {}", run.id.value);
    AZR_TRY(const Json json, parseJson(text, place));
    return config::storedConfig(json, place);
}

}  // namespace

Result<config::RunConfig> settingsOf(const store::RunRow& run) {
    return configOf(run, run.inForce());
}

Result<config::RunConfig> startedSettingsOf(const store::RunRow& run) {
    return configOf(run, run.config);
}

bool trainedAll(const store::RunRow& run, int steps) {
    // One that was stopped or broke off after its last step may still have to be measured.
    return run.state == "finished" && steps > 0 && run.lastStep >= steps;
}

std::string resumeCommand(const std::filesystem::path& workspace, const store::RunRow& run) {
    std::vector<std::string> words = {"train", "--workspace", workspace.string(), "--resume",
                                      std::to_string(run.id.value)};
    const auto settings = settingsOf(run);
    if (settings && trainedAll(run, settings->steps))
        words.insert(words.end(), {"--steps", std::to_string(2 * std::int64_t{run.lastStep})});
    return commandLine(words);
}

}  // namespace azr::app
