/// The executor that a session uses now: opened by the run or by the first check, shared with the figures and checks of
/// the window. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "core/execution/executor.h"

namespace azr::session {

class ExecutorSlot {
  public:
    /// Shared ownership, because a check may outlast the run that opened the executor.
    [[nodiscard]] std::shared_ptr<execution::Executor> get() const {
        const std::lock_guard lock(m_mutex);
        return m_executor;
    }
    void set(std::shared_ptr<execution::Executor> executor) {
        const std::lock_guard lock(m_mutex);
        m_executor.swap(executor);
    }

  private:
    mutable std::mutex m_mutex;
    std::shared_ptr<execution::Executor> m_executor;  // guarded by m_mutex
};

}  // namespace azr::session
