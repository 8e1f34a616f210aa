// azr-studio: the window, and every subcommand.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "app/cli.h"
#include "core/policy/threads.h"
#ifdef AZR_GUI
#include "app/window.h"
#endif

// A standard stream that the caller closed must not become the next pipe's number.
static void openStandardStreams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) ::_exit(1);
}

constexpr std::size_t kColumns = 80;  // where no terminal says otherwise

static std::size_t columnsOf(int terminal) {
    constexpr unsigned short kFewest = 40;
    winsize size{};
    if (::ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kColumns;
    return std::max(size.ws_col, kFewest);
}

int main(int argc, char** argv) {
    azr::policy::beginAgainForThreads(argv);
    openStandardStreams();
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    const azr::app::Console console{std::cin, std::cout, std::cerr, terminal,
                                    terminal ? columnsOf(STDOUT_FILENO) : kColumns};
#ifdef AZR_GUI
    return static_cast<int>(azr::app::run(words, console, {azr::app::openWindow, azr::app::benchWindow}));
#else
    return static_cast<int>(azr::app::run(words, console));
#endif
}
