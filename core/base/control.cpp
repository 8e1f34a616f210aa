#include "core/base/control.h"

#include <chrono>
#include <utility>

namespace azr {

namespace {

double steadySeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Control::Control(std::function<double()> now) : m_now(now ? std::move(now) : steadySeconds) {}

double Control::parkedSeconds() const {
    const std::lock_guard lock(m_mutex);
    return m_parkedSeconds + (m_parkedSince ? m_now() - *m_parkedSince : 0.0);
}

void Control::requestStop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
}

void Control::requestPause() {
    const std::lock_guard lock(m_mutex);
    m_pause = true;
}

void Control::resume() {
    {
        const std::lock_guard lock(m_mutex);
        m_pause = false;
        m_permits = 0;
        m_stepping = false;
    }
    m_changed.notify_all();
}

void Control::allowOneStep() {
    {
        const std::lock_guard lock(m_mutex);
        m_pause = true;
        ++m_permits;
    }
    m_changed.notify_all();
}

Status Control::checkpoint() {
    if (!stopRequested() && !pauseRequested()) return {};
    return waitWhile(false);
}

Status Control::beginStep() {
    return waitWhile(true);
}

Status Control::waitWhile(bool atStepStart) {
    std::unique_lock lock(m_mutex);
    if (atStepStart) m_stepping = false;
    bool announced = false;
    const auto announce = [&](bool parked) {
        announced = parked;
        m_parked = parked;
        if (parked)
            m_parkedSince = m_now();
        else if (m_parkedSince)
            m_parkedSeconds += m_now() - *std::exchange(m_parkedSince, std::nullopt);
        if (!m_parkedCallback) return;
        lock.unlock();
        m_parkedCallback(parked);
        lock.lock();
    };
    while (!m_stop && m_pause && !m_stepping) {
        if (m_permits > 0) {
            // A permit asked for in the middle of a step lets that step finish.
            --m_permits;
            m_stepping = true;
            break;
        }
        if (!announced) {
            announce(true);
            continue;
        }
        if (std::exchange(m_poked, false) && m_parkedWork) {
            lock.unlock();
            m_parkedWork();
            lock.lock();
            continue;
        }
        m_changed.wait(lock);
    }
    if (announced) announce(false);
    if (m_stop) return fail(ErrorCode::Cancelled, "stop requested");
    return {};
}

void Control::setParkedWork(std::function<void()> work) {
    const std::lock_guard lock(m_mutex);
    m_parkedWork = std::move(work);
}

void Control::poke() {
    {
        const std::lock_guard lock(m_mutex);
        m_poked = true;
    }
    m_changed.notify_all();
}

void Control::setParkedCallback(ParkedCallback callback) {
    const std::lock_guard lock(m_mutex);
    m_parkedCallback = std::move(callback);
}

}  // namespace azr
