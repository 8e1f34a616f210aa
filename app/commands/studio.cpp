// The program without a subcommand: the window, or the same demo in the terminal.
#include <fmt/format.h>

#include <cstdlib>

#include "app/command.h"
#include "app/training.h"
#include "core/config/presets.h"

namespace azr::app {
namespace {

bool isSet(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

/// A display, or a Qt platform that needs none.
bool hasDisplay() {
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

ExitCode runStudio(const WindowParts& window, const Arguments& arguments, const Console& console) {
    const auto minutes = arguments.number("--minutes", 0, 1e6);
    if (!minutes) return console.usage(minutes.error(), "");
    const auto workspace = workspaceOf(arguments);
    if (window.open && hasDisplay() && !arguments.has("--terminal"))
        return window.open(workspace, arguments.has("--demo"), console);
    session::StartRequest request;
    request.config = config::presets().front().config;
    if (*minutes) request.config.minutes = **minutes;
    if (!arguments.has("--json"))
        console.line("The demo of the built-in model runs in the terminal; Ctrl-C ends it after the step.");
    return trainInTerminal(workspace, request, arguments.has("--json"), console);
}

}  // namespace

Command studioCommand(WindowParts window) {
    return {"",
            "AZR Studio: a language model invents tasks, solves them and gets better, in a window.",
            "Without a display the demo runs in the terminal: a line per step, and at the end a table of held-out "
            "accuracy before and after.",
            {},
            {{"--demo", "", "Start training the built-in model at once."},
             workspaceOption(),
             {"--terminal", "", "Run the demo in the terminal although there is a display."},
             {"--minutes", "M", "In the terminal: end the demo after this time."},
             jsonOption(),
             {"--version", "", "Print the version."}},
            [window = std::move(window)](const Arguments& arguments, const Console& console) {
                return runStudio(window, arguments, console);
            }};
}

}  // namespace azr::app
