#include "core/session/outbox.h"

#include <utility>

namespace azr::session {

void Outbox::post(Notice notice) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        add(std::move(notice));
        wake = !std::exchange(m_woken, true);
    }
    if (wake && m_wakeup) m_wakeup();
}

void Outbox::add(Notice notice) {
    for (Notice& waiting : m_waiting) {
        if (waiting.index() != notice.index()) continue;
        if (std::holds_alternative<Progress>(notice) || std::holds_alternative<ForkProgress>(notice)) {
            waiting = std::move(notice);
            return;
        }
        const auto* rows = std::get_if<RowsChanged>(&notice);
        auto* known = std::get_if<RowsChanged>(&waiting);
        if (rows != nullptr && known != nullptr && rows->run == known->run) {
            known->tables |= rows->tables;
            return;
        }
    }
    m_waiting.push_back(std::move(notice));
}

std::vector<Notice> Outbox::drain() {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    return std::exchange(m_waiting, {});
}

}  // namespace azr::session
