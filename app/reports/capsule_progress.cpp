#include "app/reports/capsule_progress.h"

#include <fmt/format.h>

#include "core/base/size_text.h"

namespace azr::app {

capsule::Progress CapsuleProgress::told() {
    return [this](const std::string& what, std::int64_t done, std::int64_t total) {
        if (m_line.due())
            m_line.show(total > 0 ? fmt::format("{}, {} of {}", what, sizeText(done), sizeText(total)) : what);
        return !m_control.stopRequested();
    };
}

}  // namespace azr::app
