/// One lane: two jailed interpreters and the way to run things in them, with restarts, back-off, caches, the canary
/// and the sampled re-run. Owned by one thread at a time; what lanes share is in Shared and thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/execution/pool/result_cache.h"
#include "core/execution/pool/run_types.h"
#include "core/execution/pool/worker_process.h"

namespace azr::execution {

/// Common to all lanes.
struct Shared {
    explicit Shared(const ExecutorOptions& all) : options(all) {}
    ExecutorOptions options;
    JailPlan plan;
    std::string cachePrefix;  ///< Python version, limits, semantics version
    bool pooled = true;
    ResultCache<RunResult> results{65536};
    ResultCache<Inspection> inspections{65536};
    std::atomic<std::int64_t> executions{0}, cacheHits{0}, restarts{0}, recycled{0}, canaryAlarms{0}, infraErrors{0};
    std::atomic<int> failuresInARow{0};
    void recovered();  ///< a worker answered: what was wrong is over
    mutable std::mutex troubleMutex;
    std::string trouble;  ///< what the user should know; guarded by troubleMutex
    std::mutex stopMutex;
    std::condition_variable stopping;
    std::atomic<bool> stop{false};  ///< set under stopMutex
};

class LaneRunner {
  public:
    explicit LaneRunner(Shared& shared) : m_shared(shared) {}
    /// A worker that start-up already tried.
    void adopt(std::unique_ptr<WorkerProcess> worker) { (void)place(Side::First, std::move(worker)); }
    /// From any thread, once Shared::stop is set: ends the workers, so that what is under way comes to infra_error.
    void interrupt();

    /// Results in the order of the items; every program's items are run by the tier of its purity.
    [[nodiscard]] std::vector<RunResult> run(std::span<const RunItem> items, Tier tier, Side side, bool cached = true);
    /// Both sides at once.
    [[nodiscard]] std::array<std::vector<RunResult>, 2> runBoth(std::span<const RunItem> items, Tier tier, bool cached);
    [[nodiscard]] std::vector<Inspection> inspect(std::span<const InspectItem> items);
    /// The tier for a program, given what the inspector says.
    [[nodiscard]] Tier tierOf(Purity purity) const;
    [[nodiscard]] Shared& shared() { return m_shared; }

  private:
    struct Pending;
    [[nodiscard]] std::string cacheKey(const RunItem& item, Side side) const;
    [[nodiscard]] WorkerRequest request(std::span<const RunItem> items, Tier tier, Side side) const;
    Pending begin(std::span<const RunItem> items, Tier tier, Side side, bool cached);
    std::vector<RunResult> finish(Pending pending);
    void settle(Pending& pending, const Result<WorkerReply>& reply);
    void repeatOddities(Pending& pending);
    void remember(const InspectItem& item, const std::string& key, const Inspection& inspection);
    void repeat(Pending& pending, std::span<const std::size_t> items, Tier tier);
    WorkerProcess* worker(Side side);
    Result<WorkerReply> exchange(const WorkerRequest& request, Side side);
    void arrived(const WorkerReply& reply);
    [[nodiscard]] bool spent(const WorkerProcess& worker) const;
    void lose(Side side, const Error& error);
    bool place(Side side, std::unique_ptr<WorkerProcess> worker);
    void drop(Side side);

    Shared& m_shared;
    std::mutex m_processMutex;
    std::array<int, 2> m_processes{};  ///< of the workers, 0 for none; guarded by m_processMutex
    std::array<std::unique_ptr<WorkerProcess>, 2> m_workers;
};

}  // namespace azr::execution
