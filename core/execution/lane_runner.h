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

#include "core/execution/result_cache.h"
#include "core/execution/run_types.h"

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
    std::atomic<std::int64_t> executions{0}, cacheHits{0}, restarts{0}, canaryAlarms{0}, infraErrors{0};
    std::atomic<int> failuresInARow{0};
    mutable std::mutex troubleMutex;
    std::string trouble;  ///< what the user should know; guarded by troubleMutex
    std::mutex stopMutex;
    std::condition_variable stopping;
    bool stop = false;  ///< guarded by stopMutex
};

class LaneRunner {
  public:
    explicit LaneRunner(Shared& shared) : m_shared(shared) {}
    /// A worker that start-up already tried.
    void adopt(std::unique_ptr<WorkerProcess> worker) { m_workers[0] = std::move(worker); }

    /// Results in the order of the items; every program's items are run by the tier of its purity.
    [[nodiscard]] std::vector<RunResult> run(std::span<const RunItem> items, Tier tier, Side side, bool cached = true);
    /// Both sides at once.
    [[nodiscard]] std::array<std::vector<RunResult>, 2> runBoth(std::span<const RunItem> items, Tier tier, bool cached);
    [[nodiscard]] std::vector<Inspection> inspect(std::span<const InspectItem> items);
    /// The tier for a program, given what the inspector says.
    [[nodiscard]] Tier tierOf(Purity purity) const;
    [[nodiscard]] Shared& shared() { return m_shared; }

  private:
    struct Request {
        Tier tier = Tier::Pool;
        std::size_t items = 0;
        double cpuSeconds = 0, wallSeconds = 0;
        std::string body;
    };
    struct Pending;
    [[nodiscard]] std::string cacheKey(const RunItem& item, Side side) const;
    [[nodiscard]] Request request(std::span<const RunItem> items, Tier tier, Side side) const;
    Pending begin(std::span<const RunItem> items, Tier tier, Side side, bool cached);
    std::vector<RunResult> finish(Pending pending);
    void settle(Pending& pending, const Result<WorkerReply>& reply);
    void repeatOddities(Pending& pending);
    WorkerProcess* worker(Side side);
    Result<WorkerReply> exchange(const Request& request, Side side);
    void lose(Side side, const Error& error);

    Shared& m_shared;
    std::array<std::unique_ptr<WorkerProcess>, 2> m_workers;
};

}  // namespace azr::execution
