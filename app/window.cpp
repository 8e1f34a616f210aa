// window.h with Qt: the window is a program of its own, which takes over here.
#include "app/window.h"

#include <cstdlib>

#include "app/interrupt.h"
#include "ui/window_app.h"

namespace azr::app {

ExitCode openWindow(const std::filesystem::path& workspace, bool demo, const Console& console) {
    int count = 1;
    char name[] = "azr-studio";
    char* words[] = {name, nullptr};
    ui::WindowOptions options;
    options.workspace = workspace;
    options.demo = demo;
    // For pictures of every page without a hand at the mouse.
    if (const char* folder = std::getenv("AZR_SCREENSHOTS")) options.screenshots = folder;
    const Interrupt interrupt(ui::leaveWindow);
    const auto closed = ui::runWindow(count, words, options);
    return closed ? ExitCode::Ok : console.error(closed.error());
}

}  // namespace azr::app
