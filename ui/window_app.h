/// The window as a program: application, translation, theme, workspace, event loop. Main thread.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "ui/theme.h"

namespace azr::ui {

struct WindowOptions {
    std::filesystem::path workspace;
    bool demo = false;                  ///< start the demo at once
    Theme theme = Theme::System;        ///< System: as chosen last time
    std::filesystem::path screenshots;  ///< non-empty: write pictures of every page, light and dark, and end
};

/// Returns when the window was closed; fails when the workspace cannot be opened.
Status runWindow(int argc, char** argv, const WindowOptions& options);

/// Ends the window as a person would, without a question: a run at work finishes its step first. Any thread.
void leaveWindow();

}  // namespace azr::ui
