/// The red team beside a run: while the run's executor has nothing to do, mutants of the hostile table and of the run's
/// own tasks are played on a pool of its own with the run's settings, against what each line gives in a fork of its own
/// (execution/redteam). Its executors are its own, so that neither the run's verdicts nor its random numbers depend on
/// it. A thread of lowest priority; all calls return at once but the destructor, which waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "core/base/control.h"
#include "core/execution/redteam/duel.h"

namespace azr::session {

struct RedTeamParts {
    execution::redteam::Rivals rivals;
    std::function<Result<execution::redteam::Corpus>()> corpus;  ///< asked for anew every so many mutants
    std::function<bool()> idle;                                  ///< the run's executor has nothing to do
    /// Called on its thread. After a rewarded mutant, and after a few other differences, it rests.
    std::function<void(const execution::redteam::Finding&)> found;
    std::function<void(const Error&)> failed;  ///< it cannot work, and rests
    std::uint64_t seed = 0;
};

class RedTeam {
  public:
    RedTeam(RedTeamParts parts, bool enabled);
    ~RedTeam();
    /// Off: what is under way ends. On: it works, also when it rests after a finding.
    void enable(bool enabled);

  private:
    void main();
    Status round();
    bool mayRun();
    [[nodiscard]] bool waitForWork();

    const RedTeamParts m_parts;
    std::int64_t m_next = 0;  // of the mutants; its thread alone
    int m_findings = 0;       // its thread alone

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_enabled = false, m_ending = false;  // guarded by m_mutex, as is all below
    std::unique_ptr<Control> m_control;        // of the round under way
    std::thread m_thread;
};

/// True when nobody waits for this executor and nobody asked it for anything since the last call.
class IdleWatch {
  public:
    explicit IdleWatch(const execution::Executor& executor) : m_executor(executor) {}
    [[nodiscard]] bool idle();

  private:
    const execution::Executor& m_executor;
    std::int64_t m_requests = -1;
};

}  // namespace azr::session
