#include "app/reports/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ostream>
#include <utility>

namespace azr::app {
namespace {

constexpr double kOnTerminal = 0.2, kInLog = 5;  ///< seconds between lines

}  // namespace

ProgressLine::ProgressLine(std::string name, const Console& console)
    : m_name(std::move(name)),
      m_console(console),
      m_terminal(isatty(STDERR_FILENO) != 0),
      m_start(std::chrono::steady_clock::now()) {}

double ProgressLine::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

bool ProgressLine::due() const {
    return seconds() - m_shown >= (m_terminal ? kOnTerminal : kInLog);
}

void ProgressLine::show(const std::string& text) {
    m_shown = seconds();
    m_open = m_terminal;
    m_console.err << fmt::format("{}azr-studio {}: {}{}", m_terminal ? "\r" : "", m_name, text,
                                 m_terminal ? "\x1b[K" : "\n")
                  << std::flush;
}

void ProgressLine::clear() {
    if (std::exchange(m_open, false)) m_console.err << "\r\x1b[K" << std::flush;
}

void ProgressLine::end() {
    if (std::exchange(m_open, false)) m_console.err << '\n' << std::flush;
}

}  // namespace azr::app
