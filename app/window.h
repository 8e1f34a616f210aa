/// The window, as far as the program needs to know it; only in a build with Qt.
#pragma once

#include <filesystem>

#include "app/console.h"

namespace azr::app {

/// Opens the window on a workspace; with `demo`, training starts at once. Returns when the window is closed.
ExitCode openWindow(const std::filesystem::path& workspace, bool demo, const Console& console);

}  // namespace azr::app
