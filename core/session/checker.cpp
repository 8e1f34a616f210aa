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
    m_thread.join();
}

Result<std::uint64_t> Checker::check(const Draft& draft) {
    // Only the owner's thread adds, so the space seen here is still there below.
    if (m_jobs.size() >= kWaiting)
        return fail(ErrorCode::Conflict, "too many checks are waiting", "check", "wait for their results");
    m_jobs.push({++m_lastTicket, draft});
    return m_lastTicket;
}

void Checker::work() {
    while (auto job = m_jobs.pop()) {
        auto outcome = guarded("the check", [&] { return run(job->draft); });
        if (!outcome) {
            m_outbox.post(Failure{outcome.error()});
            execution::ValidateOutcome lost;
            lost.detail = describe(outcome.error());
            outcome = std::move(lost);
        }
        std::optional<SeedRefusal> refusal;
        if (job->draft.seed && outcome->verdict == execution::Verdict::Ok)
            refusal = m_gate.judge(taskOf(job->draft, *outcome));
        m_outbox.post(CheckFinished{job->ticket, std::move(*outcome), std::move(refusal)});
    }
}

Result<execution::ValidateOutcome> Checker::run(const Draft& draft) {
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
    if (draft.seed) m_gate.prepare(request);
    return executor->validate(std::move(request), execution::Lane::Window).get();
}

}  // namespace azr::session
