/// The window, as far as the program needs to know it; only in a build with Qt.
#pragma once

#include <filesystem>

#include "app/command.h"

namespace azr::app {

/// Trains the built-in model at full speed under an open window and tells how late the window comes to its events.
ExitCode benchWindow(const WindowBench& bench, const Console& console);

/// Opens the window on a workspace; with `demo`, training starts at once. Returns when the window is closed.
ExitCode openWindow(const std::filesystem::path& workspace, bool demo, const Console& console);

}  // namespace azr::app
