/// One trainer per workspace: an advisory lock (flock) on the file azr.lock, which names its holder for people. The
/// kernel lets go of it when the process ends, however it ends. Movable; one thread at a time.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/error.h"

namespace azr::session {

class WorkspaceLock {
  public:
    /// Conflict when somebody else still holds it after a second; the detail is holderOf().
    [[nodiscard]] static Result<WorkspaceLock> take(const std::filesystem::path& workspace);
    /// Nobody holds it now, and it could be taken: the file is there and this process may write it. Does not wait.
    [[nodiscard]] static bool isFree(const std::filesystem::path& workspace);
    /// "process 123 on host since 2026-01-02 03:04:05", empty when the file says nothing.
    [[nodiscard]] static std::string holderOf(const std::filesystem::path& workspace);

    WorkspaceLock(WorkspaceLock&& other) noexcept;
    WorkspaceLock& operator=(WorkspaceLock&& other) noexcept;
    ~WorkspaceLock();

  private:
    explicit WorkspaceLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

}  // namespace azr::session
