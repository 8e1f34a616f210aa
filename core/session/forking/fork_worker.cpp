#include "core/session/forking/fork_worker.h"

#include <utility>

#include "core/base/guarded.h"

namespace azr::session {

ForkWorker::~ForkWorker() {
    m_cancelled = true;
    if (m_thread.joinable()) m_thread.join();
}

Result<std::uint64_t> ForkWorker::start(ForkRequest request) {
    if (m_busy) return fail(ErrorCode::Conflict, "another fork is being made", "fork", "wait for it, or cancel it");
    if (m_thread.joinable()) m_thread.join();
    m_busy = true;
    m_cancelled = false;
    m_thread = std::thread([this, ticket = ++m_ticket, asked = std::move(request)] { work(ticket, asked); });
    return m_ticket;
}

void ForkWorker::cancel(std::uint64_t ticket) {
    if (ticket == m_ticket) m_cancelled = true;
}

void ForkWorker::work(std::uint64_t ticket, const ForkRequest& request) {
    const training::BytesRead read = [&](std::int64_t done, std::int64_t total) {
        m_outbox.post(ForkProgress{ticket, done, total});
        return !m_cancelled;
    };
    auto forked = guarded("forking a run", [&] { return m_make(request, read); });
    m_busy = false;
    m_outbox.post(ForkFinished{ticket, std::move(forked)});
}

}  // namespace azr::session
