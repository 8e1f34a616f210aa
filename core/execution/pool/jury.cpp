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

Interpreter& Jury::Session::interpreter(std::size_t number) {
    const std::lock_guard lock(m_jury.m_listMutex);
    while (m_jury.m_interpreters.size() <= number)
        m_jury.m_interpreters.push_back(
            std::make_unique<Interpreter>(m_jury.m_shared, hashSeedOf(m_jury.m_interpreters.size())));
    return *m_jury.m_interpreters[number];
}

Jury::Session::~Session() {
    for (std::size_t number = kKept; number < m_jury.m_interpreters.size(); ++number)
        m_jury.m_interpreters[number]->drop();
}

void Jury::interrupt() {
    const std::lock_guard lock(m_listMutex);
    for (const auto& one : m_interpreters) one->interrupt();
}

}  // namespace azr::execution
