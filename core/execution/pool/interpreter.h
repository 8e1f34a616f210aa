/// One warm interpreter of a hash seed, restarted when it is lost, renewed when it is spent. Used by one thread at a
/// time, but for interrupt() and cancel(). A lost interpreter costs its request, which is sent again to the next.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "core/execution/pool/shared.h"
#include "core/execution/pool/worker_process.h"

namespace azr::execution {

class Interpreter {
  public:
    Interpreter(Shared& shared, unsigned hashSeed) : m_shared(shared), m_hashSeed(hashSeed) {}
    /// One that start-up already tried.
    void adopt(std::unique_ptr<WorkerProcess> worker) { (void)place(std::move(worker)); }
    /// False when none could be started or it does not read; receive() is due otherwise.
    [[nodiscard]] bool send(const WorkerRequest& request);
    [[nodiscard]] Result<WorkerReply> receive(const WorkerRequest& request);
    /// Sends and receives, several times if need be.
    [[nodiscard]] Result<WorkerReply> exchange(const WorkerRequest& request);
    void drop();
    /// From any thread, once Shared::stop is set.
    void interrupt();
    /// From any thread: what is under way fails, and nothing is begun before allow().
    void cancel();
    void allow() { m_cancelled = false; }
    /// Names the worker that answered last among all of this process: what it said can be forgotten.
    [[nodiscard]] std::uint64_t origin() const { return m_answered; }

  private:
    WorkerProcess* worker();
    bool place(std::unique_ptr<WorkerProcess> worker);
    void lose(const Error& error);
    [[nodiscard]] bool ending() const { return m_shared.stop || m_cancelled; }
    [[nodiscard]] bool spent() const;

    Shared& m_shared;
    unsigned m_hashSeed;
    std::atomic<bool> m_cancelled{false};  ///< set under m_processMutex
    std::mutex m_processMutex;
    int m_process = 0;  ///< of the worker, 0 for none; guarded by m_processMutex
    std::unique_ptr<WorkerProcess> m_worker;
    std::uint64_t m_serial = 0;    ///< of the worker among all
    std::uint64_t m_answered = 0;  ///< the serial of the one that gave the last reply
};

}  // namespace azr::execution
