#include "core/session/checker.h"

#include <utility>

#include "core/base/guarded.h"

namespace azr::session {

namespace {

constexpr std::size_t kWaiting = 16;

}

Checker::Checker(const SessionParts& parts, ExecutorSlot& slot, const SeedGate& gate, Outbox& outbox)
    : m_parts(parts), m_slot(slot), m_gate(gate), m_outbox(outbox), m_jobs(kWaiting), m_thread([this] { work(); }) {}

Checker::~Checker() {
    m_jobs.close();
    const auto current = [this] {
        const std::lock_guard lock(m_mutex);
        return m_answered + 1;
    };
    cancel(current());
    m_thread.join();
}

Result<std::uint64_t> Checker::check(const Draft& draft) {
    // Only the owner's thread adds, so the space seen here is still there below.
    if (m_jobs.size() >= kWaiting)
        return fail(ErrorCode::Conflict, "too many checks are waiting", "check", "wait for their results");
    m_jobs.push({++m_lastTicket, draft});
    return m_lastTicket;
}

void Checker::cancel(std::uint64_t ticket) {
    std::shared_ptr<execution::Executor> executor;
    {
        const std::lock_guard lock(m_mutex);
        if (ticket <= m_answered) return;
        m_cancelled.insert(ticket);
        // Those before it have been answered: it is the one that runs.
        if (ticket == m_answered + 1) executor = m_executor;
    }
    if (executor) executor->cancelChecks();
}

bool Checker::isWanted(std::uint64_t ticket) {
    const std::lock_guard lock(m_mutex);
    return !m_cancelled.contains(ticket);
}

void Checker::handedOver(std::uint64_t ticket, std::shared_ptr<execution::Executor> executor) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_cancelled.contains(ticket)) {
            m_executor = std::move(executor);
            return;
        }
    }
    executor->cancelChecks();
}

bool Checker::end(std::uint64_t ticket) {
    const std::lock_guard lock(m_mutex);
    m_executor.reset();
    m_answered = ticket;
    return m_cancelled.erase(ticket) > 0;
}

void Checker::work() {
    while (auto job = m_jobs.pop()) answer(*job);
}

void Checker::answer(const Job& job) {
    auto outcome = guarded("the check", [&] { return run(job); });
    std::optional<SeedRefusal> refusal;
    if (outcome && job.draft.seed && outcome->verdict == execution::Verdict::Ok)
        refusal = m_gate.judge(taskOf(job.draft, *outcome));
    if (end(job.ticket)) {
        m_outbox.post(CheckFinished{job.ticket, {}, {}, true});
        return;
    }
    if (!outcome) {
        m_outbox.post(Failure{outcome.error()});
        execution::ValidateOutcome lost;
        lost.detail = describe(outcome.error());
        outcome = std::move(lost);
    }
    m_outbox.post(CheckFinished{job.ticket, std::move(*outcome), std::move(refusal), false});
}

Result<execution::ValidateOutcome> Checker::run(const Job& job) {
    const Draft& draft = job.draft;
    std::shared_ptr<execution::Executor> executor = m_slot.get();
    if (!executor) {
        AZR_TRY(executor, m_parts.openExecutor(config::RunConfig{}));
        m_slot.set(executor);
    }
    execution::ValidateRequest request;
    request.program = draft.program;
    request.imports = draft.imports;
    request.inputs = draft.inputs;
    request.errors = selfplay::namesError(draft.kind);
    request.compare = draft.seed;
    if (draft.seed) m_gate.prepare(request);
    if (!isWanted(job.ticket)) return execution::ValidateOutcome{};
    auto future = executor->validate(std::move(request), execution::Lane::Window);
    handedOver(job.ticket, executor);
    return future.get();
}

}  // namespace azr::session
