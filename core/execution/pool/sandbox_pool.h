/// The executor that programs run on: lanes (threads, one per core and one reserved for the window), a bounded queue,
/// coalescing of waiting proposals and of waiting answers into one worker request, statistics. Thread-safe; the
/// destructor answers what is still queued with infra_error and ends the jails.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "core/base/channel.h"
#include "core/execution/executor.h"
#include "core/execution/jail/isolation.h"
#include "core/execution/pool/lane_runner.h"

namespace azr::execution {

class SandboxPool final : public Executor {
  public:
    SandboxPool(const ExecutorOptions& options, Isolation isolation);
    ~SandboxPool() override;

    std::future<ValidateOutcome> validate(ValidateRequest request, execution::Lane lane) override;
    std::future<std::vector<ValidateOutcome>> runMany(std::vector<ValidateRequest> requests,
                                                      execution::Lane lane) override;
    std::future<std::vector<GradeOutcome>> grade(GradeRequest request, execution::Lane lane) override;
    void cancelChecks() override;
    [[nodiscard]] ExecutorStats stats() const override;
    [[nodiscard]] SandboxReport report() const override;

  private:
    struct ValidateJob {
        ValidateRequest request;
        std::promise<ValidateOutcome> promise;
    };
    struct GradeJob {
        GradeRequest request;
        std::promise<std::vector<GradeOutcome>> promise;
    };
    /// The chunks of one runMany; the last one to finish keeps the promise.
    struct Many {
        std::vector<ValidateRequest> requests;
        std::vector<ValidateOutcome> outcomes;
        std::atomic<std::size_t> left{0};
        std::promise<std::vector<ValidateOutcome>> promise;
    };
    struct ManyJob {
        std::shared_ptr<Many> many;  // shared by its chunks, which run on several lanes
        std::size_t first = 0, count = 0;
    };
    using Job = std::variant<ValidateJob, GradeJob, ManyJob>;

    /// Whether one worker request may carry both.
    [[nodiscard]] static bool goTogether(const Job& a, const Job& b);

    /// Calls of user code that the job makes, runs not counted.
    [[nodiscard]] static std::size_t callsOf(const Job& job);

    /// A bounded queue that lets a lane take several jobs at once.
    class Queue {
      public:
        bool push(Job job);
        std::vector<Job> pop(std::size_t lanes);
        void close();
        [[nodiscard]] std::size_t size() const;

      private:
        mutable std::mutex m_mutex;
        std::condition_variable m_ready, m_space;
        std::deque<Job> m_jobs;
        bool m_closed = false;
    };

    void serve(std::size_t number, Queue& queue, std::size_t lanes);
    void perform(LaneRunner& runner, std::vector<Job>& jobs);
    void beginChecks(LaneRunner& runner, std::int64_t count);
    static void fail(Job& job, const std::exception_ptr& why);
    void enqueue(Job job, execution::Lane lane);
    static void abandon(Job& job);
    void calibrate();
    void count(Verdict verdict);
    void countTime(double milliseconds);

    Shared m_shared;
    Jury m_jury{m_shared};
    SandboxReport m_report;
    std::vector<std::unique_ptr<LaneRunner>> m_runners;
    Queue m_loopQueue, m_windowQueue;
    std::array<std::atomic<std::int64_t>, kVerdictCount> m_verdicts{};
    std::atomic<std::int64_t> m_requests{0};
    std::mutex m_checksMutex;
    bool m_checking = false;  ///< the window's lane is at work; guarded by m_checksMutex, as is what follows
    std::int64_t m_checksAsked = 0, m_checksBegun = 0, m_checksCancelled = 0;  ///< how many, from the first on
    mutable std::mutex m_timesMutex;
    std::vector<double> m_times;  ///< of the last requests, a ring; guarded by m_timesMutex
    std::size_t m_nextTime = 0;
    std::vector<std::jthread> m_threads;  // last: joined first
};

}  // namespace azr::execution
