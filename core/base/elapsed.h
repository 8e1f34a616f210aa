/// How long ago a moment was, in seconds of the steady clock.
#pragma once

#include <chrono>

namespace azr {

using SteadyClock = std::chrono::steady_clock;

[[nodiscard]] inline double secondsSince(SteadyClock::time_point begin) {
    return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

}  // namespace azr
