#include "core/telemetry/span.h"

#include <chrono>

namespace azr::telemetry {

Clock steadyClock() {
    return [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
}

}  // namespace azr::telemetry
