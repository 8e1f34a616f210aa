// azr-studio: the window, and every subcommand.
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "app/cli.h"
#ifdef AZR_GUI
#include "app/window.h"
#endif

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const azr::app::Console console{std::cin, std::cout, std::cerr, ::isatty(STDOUT_FILENO) == 1};
#ifdef AZR_GUI
    return static_cast<int>(azr::app::run(words, console, {azr::app::openWindow, azr::app::benchWindow}));
#else
    return static_cast<int>(azr::app::run(words, console));
#endif
}
