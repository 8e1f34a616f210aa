/// SIGINT and SIGTERM as something a loop can ask about. While an Interrupt lives, the first signal raises `count`, and
/// from the second SIGINT on the process ends at once with 130. One at a time.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "core/base/control.h"

namespace azr::app {

class Interrupt {
  public:
    /// `first` is called once, on a thread of its own, when the first signal arrives.
    explicit Interrupt(std::function<void()> first);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

  private:
    void watch();

    std::function<void()> m_first;
    int m_pipe[2] = {-1, -1};
    std::thread m_watcher;
};

}  // namespace azr::app
