#include "core/session/checking/red_team.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "core/base/guarded.h"

namespace azr::session {
namespace {

constexpr int kNiceness = 19;
constexpr std::int64_t kRound = 960;  ///< mutants between two looks at what the run has stored
constexpr int kMostWarnings = 3;      ///< differences that reward nobody, before it rests
constexpr auto kLookAgain = std::chrono::milliseconds(20);

}  // namespace

bool IdleWatch::idle() {
    const execution::ExecutorStats now = m_executor.stats();
    return std::exchange(m_requests, now.requests) == now.requests && now.queued == 0;
}

RedTeam::RedTeam(RedTeamParts parts, bool enabled) : m_parts(std::move(parts)), m_enabled(enabled) {
    m_thread = std::thread([this] { main(); });
}

RedTeam::~RedTeam() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        if (m_control) m_control->requestStop();
    }
    m_changed.notify_all();
    m_thread.join();
}

void RedTeam::enable(bool enabled) {
    {
        const std::lock_guard lock(m_mutex);
        m_enabled = enabled;
        if (!enabled && m_control) m_control->requestStop();
    }
    m_changed.notify_all();
}

/// False when it is to end.
bool RedTeam::waitForWork() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_ending || m_enabled; });
    if (m_ending) return false;
    m_control = std::make_unique<Control>();
    return true;
}

// The run's executor comes first: while it is asked for anything, nothing new is begun.
bool RedTeam::mayRun() {
    if (m_parts.idle()) return true;
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, kLookAgain, [this] { return m_ending || !m_enabled; });
    return false;
}

Status RedTeam::round() {
    AZR_TRY(const execution::redteam::Corpus corpus, m_parts.corpus());
    execution::redteam::DuelOptions options;
    options.seed = m_parts.seed;
    options.from = m_next;
    options.count = kRound;
    options.pools = 1;
    options.ahead = 1;
    options.freshEvery = 0;
    options.maxFindings = 1;
    options.mayRun = [this] { return mayRun(); };
    bool rests = false;
    execution::redteam::DuelCallbacks callbacks;
    callbacks.found = [&](const execution::redteam::Finding& finding) {
        rests = finding.passes || ++m_findings >= kMostWarnings;
        m_parts.found(finding);
    };
    execution::redteam::Duel duel(corpus, m_parts.rivals, options, callbacks);
    Status status = duel.run(*m_control);
    m_next += duel.figures().mutants;
    if (rests) {
        const std::lock_guard lock(m_mutex);
        m_enabled = false;
    }
    return status;
}

void RedTeam::main() {
    // On Linux the calling thread alone, and those it starts: its executors'.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
    while (waitForWork()) {
        const Status status = guarded("the red team", [this] { return round(); });
        const std::lock_guard lock(m_mutex);
        m_control.reset();
        if (status || status.error().code == ErrorCode::Cancelled) continue;
        m_enabled = false;
        m_parts.failed(status.error());
    }
}

}  // namespace azr::session
