/// How far long work is, on the standard error: one line that is written over on a terminal, else a line now and then.
/// One thread.
#pragma once

#include <chrono>
#include <string>

#include "app/console.h"

namespace azr::app {

class ProgressLine {
  public:
    ProgressLine(std::string name, const Console& console);
    /// Since the line was made, in seconds.
    [[nodiscard]] double seconds() const;
    /// Whether the next text would be shown; composing it costs something.
    [[nodiscard]] bool due() const;
    void show(const std::string& text);
    /// Before other output: what was written over is wiped off.
    void clear();
    /// What was written over stays.
    void end();

  private:
    std::string m_name;
    const Console& m_console;
    bool m_terminal, m_open = false;
    std::chrono::steady_clock::time_point m_start;
    double m_shown = 0;
};

}  // namespace azr::app
