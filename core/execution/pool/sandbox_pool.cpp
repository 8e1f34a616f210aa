#include "core/execution/pool/sandbox_pool.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/execution/grading.h"
#include "core/execution/validation.h"

namespace azr::execution {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueBound = 4096;
constexpr std::size_t kManyChunk = 200;    ///< programs of runMany in one worker request
constexpr std::size_t kMaxCoalesced = 32;  ///< proposals, or tasks with their answers, that one worker request carries
constexpr std::size_t kMaxCalls = 256;     ///< of coalesced jobs: their results must fit the interpreter's relay
constexpr std::size_t kTimesKept = 4096;
constexpr const char* kSemanticsVersion = "3";

double elapsedMs(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::size_t laneCount(const ExecutorOptions& options) {
    return static_cast<std::size_t>(
        options.lanes > 0 ? options.lanes : std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

}  // namespace

bool SandboxPool::Queue::push(Job job) {
    std::unique_lock lock(m_mutex);
    m_space.wait(lock, [&] { return m_closed || m_jobs.size() < kQueueBound; });
    if (m_closed) {
        lock.unlock();
        abandon(job);
        return false;
    }
    m_jobs.push_back(std::move(job));
    lock.unlock();
    m_ready.notify_one();
    return true;
}

// Proposals go together, and so do the answers to abduction tasks: both are many short calls.
bool SandboxPool::goTogether(const Job& a, const Job& b) {
    const auto* grade = std::get_if<GradeJob>(&a);
    const auto* other = std::get_if<GradeJob>(&b);
    if (grade && other) return grade->request.kind == AnswerKind::Input && other->request.kind == AnswerKind::Input;
    return std::holds_alternative<ValidateJob>(a) && std::holds_alternative<ValidateJob>(b);
}

std::size_t SandboxPool::callsOf(const Job& job) {
    if (const auto* grade = std::get_if<GradeJob>(&job)) return grade->request.answers.size();
    if (const auto* validate = std::get_if<ValidateJob>(&job)) return validate->request.inputs.size();
    return 0;
}

// The oldest job and those waiting that go with it, leaving the other lanes their share.
std::vector<SandboxPool::Job> SandboxPool::Queue::pop(std::size_t lanes) {
    std::unique_lock lock(m_mutex);
    m_ready.wait(lock, [&] { return m_closed || !m_jobs.empty(); });
    std::vector<Job> taken;
    if (m_jobs.empty()) return taken;
    const std::size_t share = std::min(kMaxCoalesced, (m_jobs.size() + lanes - 1) / lanes);
    std::deque<Job> left;
    std::size_t calls = 0;
    for (Job& job : m_jobs) {
        const std::size_t more = callsOf(job);
        const bool fits =
            taken.empty() || (taken.size() < share && calls + more <= kMaxCalls && goTogether(taken.front(), job));
        if (fits) {
            calls += more;
            taken.push_back(std::move(job));
        } else {
            left.push_back(std::move(job));
        }
    }
    m_jobs = std::move(left);
    lock.unlock();
    m_space.notify_all();
    return taken;
}

void SandboxPool::Queue::close() {
    std::deque<Job> left;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        left.swap(m_jobs);
    }
    for (Job& job : left) abandon(job);
    m_ready.notify_all();
    m_space.notify_all();
}

std::size_t SandboxPool::Queue::size() const {
    const std::lock_guard lock(m_mutex);
    return m_jobs.size();
}

SandboxPool::SandboxPool(const ExecutorOptions& options, Isolation isolation)
    : m_shared(options), m_report(std::move(isolation.report)) {
    m_shared.plan = std::move(isolation.plan);
    m_report.cpuSeconds = options.cpuSeconds;
    m_report.wallSeconds = options.wallSeconds;
    m_shared.cachePrefix = std::string(kSemanticsVersion) + AZR_RUNNER_HASH + m_report.pythonVersion + '|' +
                           std::to_string(options.cpuSeconds) + '|' + std::to_string(options.wallSeconds) + '|' +
                           std::to_string(options.memoryMegabytes) + '|' + (options.paperImports ? 'p' : 'a');
    const std::size_t lanes = laneCount(options);
    for (std::size_t i = 0; i <= lanes; ++i) m_runners.push_back(std::make_unique<LaneRunner>(m_shared, m_jury));
    m_runners.front()->adopt(std::move(isolation.worker));
    calibrate();
    for (std::size_t i = 0; i < lanes; ++i) m_threads.emplace_back([this, i, lanes] { serve(i, m_loopQueue, lanes); });
    m_threads.emplace_back([this, lanes] { serve(lanes, m_windowQueue, 1); });
}

SandboxPool::~SandboxPool() {
    {
        const std::lock_guard lock(m_shared.stopMutex);
        m_shared.stop = true;
    }
    m_shared.stopping.notify_all();
    m_loopQueue.close();
    m_windowQueue.close();
    for (const auto& runner : m_runners) runner->interrupt();  // nobody waits for what is under way
    m_jury.interrupt();
    m_threads.clear();
}

// Measures one call in each tier: where forks are as cheap as the pool, the pool is not worth its canary.
void SandboxPool::calibrate() {
    const std::string program = "def f(x):\n    return x + 1";
    const std::vector<std::string> imports;
    const std::vector<RunItem> items{{&program, &imports, "1", CallMode::Literal, nullptr, false}};
    LaneRunner& runner = *m_runners.front();
    const auto measure = [&](Tier tier, int repeats) {
        (void)runner.run(items, {tier, Purpose::Proposals, false});
        double least = std::numeric_limits<double>::infinity();  // a busy machine must not decide the tier
        for (int i = 0; i < repeats; ++i) {
            const auto start = Clock::now();
            (void)runner.run(items, {tier, Purpose::Proposals, false});
            least = std::min(least, elapsedMs(start));
        }
        return least;
    };
    m_report.pooledMs = measure(Tier::Pool, 10);
    m_report.forkMs = measure(Tier::Fork, 3);
    // Without walls around it a pooled interpreter could be reached from its siblings.
    m_report.pooled = m_shared.options.pooled && m_report.level >= 2 && m_report.pooledMs < m_report.forkMs;
    m_shared.pooled = m_report.pooled;
}

void SandboxPool::abandon(Job& job) {
    const auto lost = [](std::size_t inputs) {
        ValidateOutcome outcome;
        outcome.detail = "the executor was closed";
        outcome.runs.resize(inputs);
        return outcome;
    };
    if (auto* validate = std::get_if<ValidateJob>(&job)) {
        validate->promise.set_value(lost(validate->request.inputs.size()));
    } else if (auto* grade = std::get_if<GradeJob>(&job)) {
        grade->promise.set_value(std::vector<GradeOutcome>(grade->request.answers.size()));
    } else if (auto* chunk = std::get_if<ManyJob>(&job)) {
        for (std::size_t i = 0; i < chunk->count; ++i)
            chunk->many->outcomes[chunk->first + i] = lost(chunk->many->requests[chunk->first + i].inputs.size());
        if (chunk->many->left.fetch_sub(1) == 1) chunk->many->promise.set_value(std::move(chunk->many->outcomes));
    }
}

void SandboxPool::enqueue(Job job, execution::Lane lane) {
    ++m_requests;
    if (lane == execution::Lane::Loop) {
        m_loopQueue.push(std::move(job));
        return;
    }
    {
        const std::lock_guard lock(m_checksMutex);
        ++m_checksAsked;
    }
    m_windowQueue.push(std::move(job));
}

std::future<ValidateOutcome> SandboxPool::validate(ValidateRequest request, execution::Lane lane) {
    ValidateJob job{std::move(request), {}};
    auto future = job.promise.get_future();
    enqueue(std::move(job), lane);
    return future;
}

std::future<std::vector<ValidateOutcome>> SandboxPool::runMany(std::vector<ValidateRequest> requests,
                                                               execution::Lane lane) {
    auto many = std::make_shared<Many>();
    auto future = many->promise.get_future();
    many->outcomes.resize(requests.size());
    const std::size_t chunks = (requests.size() + kManyChunk - 1) / kManyChunk;
    many->left = chunks;
    many->requests = std::move(requests);
    if (chunks == 0) many->promise.set_value({});
    for (std::size_t i = 0; i < chunks; ++i) {
        const std::size_t first = i * kManyChunk;
        enqueue(ManyJob{many, first, std::min(kManyChunk, many->requests.size() - first)}, lane);
    }
    return future;
}

std::future<std::vector<GradeOutcome>> SandboxPool::grade(GradeRequest request, execution::Lane lane) {
    GradeJob job{std::move(request), {}};
    auto future = job.promise.get_future();
    // Literals are compared by the caller's thread: a few microseconds need no lane.
    if (!m_shared.options.answerExpressions) {
        if (auto outcomes = gradeLiterals(job.request)) {
            ++m_requests;
            for (const GradeOutcome& outcome : *outcomes) count(outcome.verdict);
            job.promise.set_value(std::move(*outcomes));
            return future;
        }
    }
    enqueue(std::move(job), lane);
    return future;
}

void SandboxPool::serve(std::size_t number, Queue& queue, std::size_t lanes) {
    while (true) {
        std::vector<Job> jobs = queue.pop(lanes);
        if (jobs.empty()) return;
        const auto start = Clock::now();
        const bool checks = &queue == &m_windowQueue;
        if (checks) beginChecks(*m_runners[number], static_cast<std::int64_t>(jobs.size()));
        const auto idle = [&] {
            const std::lock_guard lock(m_checksMutex);
            if (checks) m_checking = false;
        };
        try {
            perform(*m_runners[number], jobs);
        } catch (...) {
            // The lane may stand in the middle of an exchange with its interpreter: nothing more is asked of it.
            idle();
            for (Job& job : jobs) fail(job, std::current_exception());
            return queue.close();
        }
        idle();
        countTime(elapsedMs(start));
    }
}

/// A job that was answered before stays answered.
void SandboxPool::fail(Job& job, const std::exception_ptr& why) {
    try {
        if (auto* validate = std::get_if<ValidateJob>(&job)) validate->promise.set_exception(why);
        if (auto* grade = std::get_if<GradeJob>(&job)) grade->promise.set_exception(why);
        if (auto* chunk = std::get_if<ManyJob>(&job)) chunk->many->promise.set_exception(why);
    } catch (const std::future_error&) {
    }
}

void SandboxPool::perform(LaneRunner& runner, std::vector<Job>& jobs) {
    if (std::holds_alternative<GradeJob>(jobs.front())) {
        std::vector<GradeRequest> requests;
        for (Job& job : jobs) requests.push_back(std::move(std::get<GradeJob>(job).request));
        std::vector<std::vector<GradeOutcome>> outcomes = gradeAll(runner, requests);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            for (const GradeOutcome& outcome : outcomes[i]) count(outcome.verdict);
            std::get<GradeJob>(jobs[i]).promise.set_value(std::move(outcomes[i]));
        }
        return;
    }
    if (auto* chunk = std::get_if<ManyJob>(&jobs.front())) {
        const std::span<const ValidateRequest> all = chunk->many->requests;
        std::vector<ValidateOutcome> outcomes = runAll(runner, all.subspan(chunk->first, chunk->count));
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            count(outcomes[i].verdict);
            chunk->many->outcomes[chunk->first + i] = std::move(outcomes[i]);
        }
        if (chunk->many->left.fetch_sub(1) == 1) chunk->many->promise.set_value(std::move(chunk->many->outcomes));
        return;
    }
    std::vector<ValidateRequest> requests;
    for (Job& job : jobs) requests.push_back(std::move(std::get<ValidateJob>(job).request));
    std::vector<ValidateOutcome> outcomes = validateAll(runner, requests);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        count(outcomes[i].verdict);
        std::get<ValidateJob>(jobs[i]).promise.set_value(std::move(outcomes[i]));
    }
}

/// What was cancelled before its lane took it is broken off as soon as it does.
void SandboxPool::beginChecks(LaneRunner& runner, std::int64_t count) {
    const std::lock_guard lock(m_checksMutex);
    runner.allow();
    m_checking = true;
    if (m_checksBegun < m_checksCancelled) runner.cancel();
    m_checksBegun += count;
}

void SandboxPool::cancelChecks() {
    const std::lock_guard lock(m_checksMutex);
    m_checksCancelled = m_checksAsked;
    if (m_checking) m_runners.back()->cancel();
}

void SandboxPool::count(Verdict verdict) {
    ++m_verdicts[static_cast<std::size_t>(verdict)];
}

void SandboxPool::countTime(double milliseconds) {
    const std::lock_guard lock(m_timesMutex);
    if (m_times.size() < kTimesKept) {
        m_times.push_back(milliseconds);
        return;
    }
    m_times[m_nextTime] = milliseconds;
    m_nextTime = (m_nextTime + 1) % kTimesKept;
}

ExecutorStats SandboxPool::stats() const {
    ExecutorStats stats;
    stats.requests = m_requests;
    stats.executions = m_shared.executions;
    stats.cacheHits = m_shared.cacheHits;
    stats.restarts = m_shared.restarts;
    stats.recycled = m_shared.recycled;
    stats.canaryAlarms = m_shared.canaryAlarms;
    stats.infraErrors = m_shared.infraErrors;
    stats.queued = static_cast<int>(m_loopQueue.size() + m_windowQueue.size());
    stats.workers = static_cast<int>(m_runners.size());
    for (const auto& one : m_verdicts) stats.verdicts.push_back(one);
    std::vector<double> times;
    {
        const std::lock_guard lock(m_timesMutex);
        times = m_times;
    }
    std::ranges::sort(times);
    const auto quantile = [&](double share) {
        return times.empty() ? 0.0 : times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    stats.p50Ms = quantile(0.5);
    stats.p99Ms = quantile(0.99);
    return stats;
}

SandboxReport SandboxPool::report() const {
    SandboxReport report = m_report;
    const std::lock_guard lock(m_shared.troubleMutex);
    report.trouble = m_shared.trouble;
    return report;
}

Result<std::unique_ptr<Executor>> openExecutor(const ExecutorOptions& options) {
    AZR_TRY(Isolation isolation, findIsolation(options));
    return std::make_unique<SandboxPool>(options, std::move(isolation));
}

}  // namespace azr::execution
