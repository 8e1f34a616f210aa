#include "app/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace azr::app {
namespace {

constexpr int kInterrupted = 130;

// A signal handler receives nothing but the signal's number: the way to the watcher has to be reachable without one.
volatile sig_atomic_t signalPipe = -1;

void onSignal(int) {
    const int saved = errno;
    const char byte = 's';
    [[maybe_unused]] const auto written = ::write(signalPipe, &byte, 1);
    errno = saved;
}

}  // namespace

Interrupt::Interrupt(std::function<void()> first) : m_first(std::move(first)) {
    if (::pipe2(m_pipe, O_CLOEXEC) != 0) return;  // without descriptors the signals keep their own meaning
    signalPipe = m_pipe[1];
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    m_watcher = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
    if (!m_watcher.joinable()) return;
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    signalPipe = -1;
    const char byte = 'q';
    [[maybe_unused]] const auto written = ::write(m_pipe[1], &byte, 1);
    m_watcher.join();
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Interrupt::watch() {
    int signals = 0;
    for (;;) {
        char byte = 0;
        const auto got = ::read(m_pipe[0], &byte, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got != 1 || byte == 'q') return;
        if (++signals == 1)
            m_first();
        else
            ::_exit(kInterrupted);
    }
}

}  // namespace azr::app
