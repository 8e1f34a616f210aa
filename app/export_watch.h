/// An export that the first SIGINT or SIGTERM ends, so that nothing half is left behind. One at a time.
#pragma once

#include <atomic>
#include <memory>

#include "app/interrupt.h"
#include "core/exporting/progress.h"

namespace azr::app {

class ExportWatch {
  public:
    /// For the export; false once it is to end.
    [[nodiscard]] exporting::Progress progress() const {
        return [asked = m_asked](std::int64_t, std::int64_t) { return !*asked; };
    }

  private:
    std::shared_ptr<std::atomic<bool>> m_asked = std::make_shared<std::atomic<bool>>(false);
    Interrupt m_interrupt{[asked = m_asked] { *asked = true; }};
};

}  // namespace azr::app
