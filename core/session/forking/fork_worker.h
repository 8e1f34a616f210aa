/// Makes forks on a thread of its own, one at a time: the checkpoint's files are read and hashed there, and the rows
/// written. Says by notices how far it is and what became of it. Ends when the fork under way has been broken off.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>

#include "core/session/forking/fork.h"
#include "core/session/outbox.h"
#include "core/training/checkpoints/checkpoint.h"

namespace azr::session {

class ForkWorker {
  public:
    /// Makes the fork, blocking; called on the worker's thread.
    using Make = std::function<Result<Forked>(const ForkRequest&, const training::BytesRead&)>;

    ForkWorker(Make make, Outbox& outbox) : m_make(std::move(make)), m_outbox(outbox) {}
    ~ForkWorker();
    /// Owner's thread. Answered by ForkFinished with the returned ticket; Conflict while one is being made.
    [[nodiscard]] Result<std::uint64_t> start(ForkRequest request);
    /// Owner's thread. Nothing where it was answered before.
    void cancel(std::uint64_t ticket);

  private:
    void work(std::uint64_t ticket, const ForkRequest& request);

    const Make m_make;
    Outbox& m_outbox;
    std::uint64_t m_ticket = 0;
    std::atomic<bool> m_cancelled{false};
    std::atomic<bool> m_busy{false};
    std::thread m_thread;
};

}  // namespace azr::session
