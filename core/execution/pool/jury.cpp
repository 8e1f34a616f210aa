#include "core/execution/pool/jury.h"

namespace azr::execution {
namespace {

constexpr unsigned kFirstSeed = 20240501;     // runner/start.py knows it
constexpr std::size_t kKept = kObserverRuns;  // those above are ended after use: who asks for 64 runs does so seldom

}  // namespace

unsigned hashSeedOf(std::size_t number) {
    // Every second one of the jury is even, see WorkerProcess::start.
    return number == kFirst ? kFirstSeed : static_cast<unsigned>(7 + 7919 * (number - 1));
}

Jury::Session::Session(Jury& jury, const std::atomic<bool>& cancelled) : m_jury(jury), m_cancelled(cancelled) {
    std::unique_lock lock(m_jury.m_mutex);
    const auto ending = [&] { return m_cancelled || m_jury.m_shared.stop; };
    m_jury.m_free.wait(lock, [&] { return m_jury.m_holder == nullptr || ending(); });
    if (ending()) return;
    m_jury.m_holder = &m_cancelled;
    m_held = true;
}

Interpreter& Jury::Session::interpreter(std::size_t number) {
    const std::lock_guard lock(m_jury.m_mutex);
    while (m_jury.m_interpreters.size() <= number) {
        m_jury.m_interpreters.push_back(
            std::make_unique<Interpreter>(m_jury.m_shared, hashSeedOf(m_jury.m_interpreters.size())));
        if (m_cancelled) m_jury.m_interpreters.back()->cancel();
    }
    return *m_jury.m_interpreters[number];
}

Jury::Session::~Session() {
    if (!m_held) return;
    for (std::size_t number = kKept; number < m_jury.m_interpreters.size(); ++number)
        m_jury.m_interpreters[number]->drop();
    {
        const std::lock_guard lock(m_jury.m_mutex);
        for (const auto& one : m_jury.m_interpreters) one->allow();
        m_jury.m_holder = nullptr;
    }
    m_jury.m_free.notify_all();
}

void Jury::interrupt() {
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& one : m_interpreters) one->interrupt();
    }
    m_free.notify_all();
}

void Jury::cancel(const std::atomic<bool>& flag) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_holder == &flag)
            for (const auto& one : m_interpreters) one->cancel();
    }
    m_free.notify_all();
}

}  // namespace azr::execution
