/// The numbers that runs and commands of a workspace get: the owner's thread and a fork that is being made both take
/// from them. Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>

#include "core/base/ids.h"

namespace azr::session {

class Numbers {
  public:
    /// `last`: of the commands that the workspace has.
    void begin(std::int64_t last) {
        const std::lock_guard lock(m_mutex);
        m_lastCommand = last;
    }
    [[nodiscard]] CommandId lastCommand() const {
        const std::lock_guard lock(m_mutex);
        return CommandId{m_lastCommand};
    }
    /// The first of `count` numbers that nobody else gets.
    [[nodiscard]] CommandId takeCommands(std::int64_t count = 1) {
        const std::lock_guard lock(m_mutex);
        m_lastCommand += count;
        return CommandId{m_lastCommand - count + 1};
    }
    /// `stored`: the highest number among the runs in the database.
    [[nodiscard]] RunId takeRun(std::int64_t stored) {
        const std::lock_guard lock(m_mutex);
        m_lastRun = std::max(m_lastRun, stored) + 1;
        return RunId{m_lastRun};
    }
    /// A run that was not made after all.
    void giveBack(RunId run) {
        const std::lock_guard lock(m_mutex);
        if (m_lastRun == run.value) --m_lastRun;
    }

  private:
    mutable std::mutex m_mutex;
    std::int64_t m_lastCommand = 0;  // guarded by m_mutex
    std::int64_t m_lastRun = 0;      // guarded by m_mutex
};

}  // namespace azr::session
