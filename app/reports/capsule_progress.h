/// How far a capsule is written or read, on the standard error; Ctrl-C ends the work. One thread.
#pragma once

#include <string>

#include "app/reports/progress_line.h"
#include "core/base/control.h"
#include "core/capsule/progress.h"

namespace azr::app {

class CapsuleProgress {
  public:
    CapsuleProgress(const std::string& command, const Console& console, const Control& control)
        : m_line(command, console), m_control(control) {}
    /// Refers to this object.
    [[nodiscard]] capsule::Progress told();
    void clear() { m_line.clear(); }

  private:
    ProgressLine m_line;
    const Control& m_control;
};

}  // namespace azr::app
