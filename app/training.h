/// Training in the terminal: opens the workspace, starts a run, follows it to its end. Used by `train` and by the demo
/// of a machine without a display.
#pragma once

#include <filesystem>

#include "app/console.h"
#include "core/session/session.h"

namespace azr::app {

/// `steering`: a file of commands that grows meanwhile (steering_file.h); empty: none.
ExitCode trainInTerminal(const std::filesystem::path& workspace, const session::StartRequest& request, bool asJson,
                         const Console& console, const std::filesystem::path& steering = {});

/// Where the seeds of a run were written, as a line of text or of JSON.
void tellSeeds(RunId run, std::int64_t count, const std::filesystem::path& folder, bool asJson, const Console& console);

}  // namespace azr::app
