// azr-studio: the window, and every subcommand.
#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "app/cli.h"
#ifdef AZR_GUI
#include "app/window.h"
#endif

// A standard stream that the caller closed must not become the next pipe's number.
static void openStandardStreams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) ::_exit(1);
}

int main(int argc, char** argv) {
    openStandardStreams();
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const azr::app::Console console{std::cin, std::cout, std::cerr, ::isatty(STDOUT_FILENO) == 1};
#ifdef AZR_GUI
    return static_cast<int>(azr::app::run(words, console, {azr::app::openWindow, azr::app::benchWindow}));
#else
    return static_cast<int>(azr::app::run(words, console));
#endif
}
