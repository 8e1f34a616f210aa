/// Stop and pause, shared between the one who asks and the one who works. checkpoint() is the only place in core where
/// work waits for a person. Thread-safe; the requests never block.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "core/base/error.h"

namespace azr {

class Control {
  public:
    /// Called by the working thread with true when it parks in checkpoint() and false when it goes on.
    using ParkedCallback = std::function<void(bool)>;

    /// `now`: seconds of a steady clock; empty = the machine's.
    explicit Control(std::function<double()> now = {});

    void requestStop();
    void requestPause();
    void resume();
    /// While paused: let exactly one holder of a permit through beginStep(), then park again.
    void allowOneStep();

    [[nodiscard]] bool stopRequested() const { return m_stop.load(std::memory_order_relaxed); }
    [[nodiscard]] bool pauseRequested() const { return m_pause.load(std::memory_order_relaxed); }
    [[nodiscard]] bool parked() const { return m_parked.load(std::memory_order_relaxed); }
    /// Seconds that work has been parked, up to now: what is no time of work.
    [[nodiscard]] double parkedSeconds() const;

    /// Waits while paused; Cancelled once a stop was requested. Called per decoded token and per executor outcome.
    Status checkpoint();
    /// Like checkpoint(), at the start of a step: consumes one permit of allowOneStep() while paused, under which the
    /// checkpoint() calls of that step do not wait.
    Status beginStep();
    /// While parked, `work` is called (without the lock) whenever poke() was called: a paused trainer drains commands.
    void setParkedWork(std::function<void()> work);
    void poke();
    void setParkedCallback(ParkedCallback callback);

  private:
    Status waitWhile(bool atStepStart);

    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_pause{false};
    std::atomic<bool> m_parked{false};
    const std::function<double()> m_now;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    double m_parkedSeconds = 0;           // guarded by m_mutex: of the times that are over
    std::optional<double> m_parkedSince;  // guarded by m_mutex
    int m_permits = 0;                    // guarded by m_mutex
    bool m_stepping = false;              // guarded by m_mutex: a permit is in use
    bool m_poked = false;                 // guarded by m_mutex
    std::function<void()> m_parkedWork;
    ParkedCallback m_parkedCallback;
};

}  // namespace azr
