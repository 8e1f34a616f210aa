/// Checks of drafted tasks on a thread of their own, in the order they were asked for. Ends when the check under way
/// has been broken off.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
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
    /// Owner's thread. Nothing where it was answered before.
    void cancel(std::uint64_t ticket);

  private:
    struct Job {
        std::uint64_t ticket = 0;
        Draft draft;
    };

    void work();
    void answer(const Job& job);
    [[nodiscard]] Result<execution::ValidateOutcome> run(const Job& job);
    /// Whether nobody cancelled it.
    [[nodiscard]] bool isWanted(std::uint64_t ticket);
    /// The executor has it: from here on cancel() breaks it off, and what came before is made up for.
    void handedOver(std::uint64_t ticket, std::shared_ptr<execution::Executor> executor);
    /// True when it was cancelled.
    bool end(std::uint64_t ticket);

    const SessionParts& m_parts;
    ExecutorSlot& m_slot;
    const SeedGate& m_gate;
    Outbox& m_outbox;
    std::uint64_t m_lastTicket = 0;
    std::mutex m_mutex;
    std::set<std::uint64_t> m_cancelled;              // guarded by m_mutex: not answered yet
    std::uint64_t m_answered = 0;                     // guarded by m_mutex: the last one; they come in order
    std::shared_ptr<execution::Executor> m_executor;  // guarded by m_mutex: what the check under way runs on
    Channel<Job> m_jobs;
    std::thread m_thread;
};

}  // namespace azr::session
