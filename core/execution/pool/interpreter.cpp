#include "core/execution/pool/interpreter.h"

#include <algorithm>
#include <chrono>
#include <csignal>

#include "core/base/log.h"

namespace azr::execution {
namespace {

constexpr int kTries = 3;
constexpr int kVisibleFailures = 5;

}  // namespace

void Shared::recovered() {
    if (failuresInARow.exchange(0) == 0) return;
    const std::lock_guard lock(troubleMutex);
    trouble.clear();
}

bool Interpreter::spent() const {
    const ExecutorOptions& options = m_shared.options;
    return m_worker->served() >= options.workerRequests ||
           m_worker->age() >= std::chrono::duration<double>(60 * options.workerMinutes) ||
           m_worker->grownKb() >= std::int64_t{options.workerGrowthMegabytes} << 10;
}

WorkerProcess* Interpreter::worker() {
    if (ending()) return nullptr;
    if (m_worker && spent()) {
        drop();
        ++m_shared.recycled;
    }
    if (m_worker) return m_worker.get();
    const int failures = m_shared.failuresInARow.load();
    if (failures > 0) {
        // Back off, unless the executor is closing.
        std::unique_lock lock(m_shared.stopMutex);
        const auto pause = std::chrono::milliseconds(50 << std::min(failures, 6));
        if (m_shared.stopping.wait_for(lock, pause, [&] { return m_shared.stop.load(); })) return nullptr;
    }
    auto started = WorkerProcess::start(m_shared.plan, m_hashSeed);
    if (!started) {
        lose(started.error());
        return nullptr;
    }
    return place(std::move(*started)) ? m_worker.get() : nullptr;
}

// False, and the worker ends, when the executor is closing or the work was cancelled: interrupt() and cancel() would
// not see this one.
bool Interpreter::place(std::unique_ptr<WorkerProcess> worker) {
    const std::lock_guard lock(m_processMutex);
    if (ending()) return false;
    m_process = worker->process();
    m_worker = std::move(worker);
    m_serial = ++m_shared.workersStarted;
    return true;
}

void Interpreter::drop() {
    {
        const std::lock_guard lock(m_processMutex);
        m_process = 0;
    }
    m_worker.reset();
}

void Interpreter::interrupt() {
    const std::lock_guard lock(m_processMutex);
    if (m_process > 0) kill(m_process, SIGTERM);
}

void Interpreter::cancel() {
    const std::lock_guard lock(m_processMutex);
    m_cancelled = true;
    if (m_process > 0) kill(m_process, SIGTERM);
}

void Interpreter::lose(const Error& error) {
    drop();
    if (ending()) return;
    ++m_shared.restarts;
    const int failures = ++m_shared.failuresInARow;
    if (failures < kVisibleFailures) return;
    const std::lock_guard lock(m_shared.troubleMutex);
    m_shared.trouble = "The jailed interpreter keeps failing: " + describe(error);
    if (failures == kVisibleFailures) log::error(m_shared.trouble);
}

bool Interpreter::send(const WorkerRequest& request) {
    WorkerProcess* process = worker();
    return process && process->send(request).has_value();
}

Result<WorkerReply> Interpreter::receive(const WorkerRequest& request) {
    if (!m_worker) return fail(ErrorCode::Io, "not sent", "azr-sandbox");
    auto reply = m_worker->receive(request.wallSeconds);
    if (!reply) {
        lose(reply.error());
        return reply;
    }
    m_answered = m_serial;
    m_shared.recovered();
    m_shared.recycled += reply->renewed;
    return reply;
}

Result<WorkerReply> Interpreter::exchange(const WorkerRequest& request) {
    Error last{ErrorCode::Io, "no interpreter could be started", "azr-sandbox", {}};
    for (int attempt = 0; attempt < kTries; ++attempt) {
        if (m_cancelled) last.detail = "the check was cancelled";
        if (m_shared.stop) last.detail = "the executor was closed";
        WorkerProcess* process = worker();
        if (!process) continue;
        if (auto sent = process->send(request); !sent) {
            last = sent.error();
            lose(last);
            continue;
        }
        auto reply = receive(request);
        if (reply) return reply;
        last = reply.error();
    }
    if (!m_cancelled) ++m_shared.infraErrors;
    return tl::make_unexpected(last);
}

}  // namespace azr::execution
