/// The window as a program: application, translation, theme, workspace, event loop. Main thread.
#pragma once

#include <filesystem>

#include "ui/theme.h"

namespace azr::ui {

struct WindowOptions {
    std::filesystem::path workspace;
    bool demo = false;  ///< start the demo at once
    Theme theme = Theme::System;
    std::filesystem::path screenshots;  ///< non-empty: write one PNG of every page into this folder and end
};

/// The exit status of the program.
int runWindow(int argc, char** argv, const WindowOptions& options);

}  // namespace azr::ui
