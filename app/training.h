/// Training in the terminal: opens the workspace, starts a run, follows it to its end. Used by `train` and by the demo
/// of a machine without a display.
#pragma once

#include <filesystem>

#include "app/console.h"
#include "core/session/session.h"

namespace azr::app {

ExitCode trainInTerminal(const std::filesystem::path& workspace, const session::StartRequest& request, bool asJson,
                         const Console& console);

}  // namespace azr::app
