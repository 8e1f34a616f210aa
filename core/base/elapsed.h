/// How long ago a moment was, in seconds of the steady clock.
#pragma once

#include <chrono>

namespace azr {

using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace azr
