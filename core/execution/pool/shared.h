/// What the lanes of an executor have in common. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "core/execution/pool/result_cache.h"
#include "core/execution/pool/run_types.h"
#include "core/execution/pool/starvation.h"
#include "core/execution/pool/worker_process.h"

namespace azr::execution {

struct Shared {
    explicit Shared(const ExecutorOptions& all) : options(all) {}
    ExecutorOptions options;
    JailPlan plan;
    std::string cachePrefix;  ///< Python version, limits, semantics version
    bool pooled = true;
    std::function<bool()> starves = machineStarves;  ///< asked where the clock ended a program
    ResultCache<RunResult> results{65536};
    ResultCache<Inspection> inspections{65536};
    std::atomic<std::int64_t> executions{0}, cacheHits{0}, restarts{0}, recycled{0}, canaryAlarms{0}, infraErrors{0};
    std::atomic<std::uint64_t> workersStarted{0};
    std::atomic<int> failuresInARow{0};
    void recovered();  ///< a worker answered: what was wrong is over
    mutable std::mutex troubleMutex;
    std::string trouble;  ///< what the user should know; guarded by troubleMutex
    std::mutex stopMutex;
    std::condition_variable stopping;
    std::atomic<bool> stop{false};  ///< set under stopMutex
};

}  // namespace azr::execution
