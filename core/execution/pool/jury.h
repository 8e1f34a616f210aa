/// The interpreters beyond a lane's two, for programs that can observe what differs between interpreters (executor
/// specification, semantics 4). Shared by all lanes, started at first need; one lane at a time holds them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/execution/pool/interpreter.h"

namespace azr::execution {

/// Of an interpreter by its number; 0 and 1 are those that every lane has.
[[nodiscard]] unsigned hashSeedOf(std::size_t number);

class Jury {
  public:
    explicit Jury(Shared& shared) : m_shared(shared) {}

    /// While it lives and is held, the interpreters are this thread's.
    class Session {
      public:
        /// Waits for its turn; that does not come where the executor is closing, or once `cancelled`, a lane's own
        /// flag.
        Session(Jury& jury, const std::atomic<bool>& cancelled);
        ~Session();
        Session(const Session&) = delete;
        Session& operator=(const Session&) = delete;
        [[nodiscard]] bool held() const { return m_held; }
        /// `number` from 2 on.
        [[nodiscard]] Interpreter& interpreter(std::size_t number);

      private:
        Jury& m_jury;
        const std::atomic<bool>& m_cancelled;
        bool m_held = false;
    };
    /// From any thread, once Shared::stop is set.
    void interrupt();
    /// From any thread, once the flag is set: what the lane that it belongs to works on fails, or waits no longer for
    /// its turn. Other lanes are not disturbed.
    void cancel(const std::atomic<bool>& flag);

  private:
    Shared& m_shared;
    std::mutex m_mutex;
    std::condition_variable m_free;
    const std::atomic<bool>* m_holder = nullptr;               ///< the flag of the lane; guarded by m_mutex
    std::vector<std::unique_ptr<Interpreter>> m_interpreters;  ///< grows only, under m_mutex
};

}  // namespace azr::execution
