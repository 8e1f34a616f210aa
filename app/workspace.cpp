#include "app/workspace.h"

#include <charconv>

namespace azr::app {

std::filesystem::path databaseOf(const std::filesystem::path& workspace) {
    return workspace / "azr.db";
}

Result<std::unique_ptr<store::Reader>> openReader(const std::filesystem::path& workspace) {
    std::error_code code;
    if (!std::filesystem::exists(databaseOf(workspace), code))
        return fail(ErrorCode::NotFound, "there is no workspace here", workspace.string(),
                    "azr-studio train makes one; --workspace names another folder");
    return store::Reader::open(databaseOf(workspace));
}

Result<RunId> runIdOf(const std::string& text) {
    RunId run;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), run.value);
    if (code != std::errc() || end != text.data() + text.size() || run.value < 1)
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is not the number of a run", "RUN");
    return run;
}

}  // namespace azr::app
