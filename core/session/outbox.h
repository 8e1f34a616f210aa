/// Notices on their way to the owner's thread. Progress is latest-wins, RowsChanged merges, everything else keeps its
/// order; however much is posted, one wake-up is pending at most. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "core/session/notice.h"

namespace azr::session {

class Outbox {
  public:
    explicit Outbox(std::function<void()> wakeup) : m_wakeup(std::move(wakeup)) {}

    void post(Notice notice);
    /// Everything that waits; the next post() wakes the owner again.
    [[nodiscard]] std::vector<Notice> drain();

  private:
    void add(Notice notice);  // with m_mutex held

    const std::function<void()> m_wakeup;
    std::mutex m_mutex;
    std::vector<Notice> m_waiting;  // guarded by m_mutex
    bool m_woken = false;           // guarded by m_mutex
};

}  // namespace azr::session
