/// Checks of drafted tasks on a thread of their own, in the order they were asked for. Ends with the check under way.
#pragma once

#include <cstdint>
#include <thread>

#include "core/base/channel.h"
#include "core/session/outbox.h"
#include "core/session/running/executor_slot.h"
#include "core/session/running/parts.h"
#include "core/session/running/seed_gate.h"

namespace azr::session {

class Checker {
  public:
    Checker(const SessionParts& parts, ExecutorSlot& slot, const SeedGate& gate, Outbox& outbox);
    ~Checker();
    /// Owner's thread. Conflict when too many wait.
    [[nodiscard]] Result<std::uint64_t> check(const Draft& draft);

  private:
    struct Job {
        std::uint64_t ticket = 0;
        Draft draft;
    };

    void work();
    [[nodiscard]] Result<execution::ValidateOutcome> run(const Draft& draft);

    const SessionParts& m_parts;
    ExecutorSlot& m_slot;
    const SeedGate& m_gate;
    Outbox& m_outbox;
    std::uint64_t m_lastTicket = 0;
    Channel<Job> m_jobs;
    std::thread m_thread;
};

}  // namespace azr::session
