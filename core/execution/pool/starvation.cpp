#include "core/execution/pool/starvation.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <thread>

#include "core/base/files.h"

namespace azr::execution {
namespace {

// Training at full speed has about two for each core: the engine's threads, and the lanes' interpreters.
constexpr int kRunnablePerCore = 3;

}  // namespace

std::optional<int> runnableThreads(std::string_view loadavg) {
    // "24.10 22.75 21.17 9/337 5376": the first of the fourth field.
    for (int field = 0; field < 3; ++field) {
        const auto blank = loadavg.find(' ');
        if (blank == std::string_view::npos) return std::nullopt;
        loadavg.remove_prefix(blank + 1);
    }
    int count = 0;
    const auto [end, code] = std::from_chars(loadavg.data(), loadavg.data() + loadavg.size(), count);
    if (code != std::errc() || end == loadavg.data() + loadavg.size() || *end != '/' || count < 0) return std::nullopt;
    return count;
}

bool machineStarves() {
    const auto text = readFile("/proc/loadavg");
    const auto runnable = text ? runnableThreads(*text) : std::nullopt;
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return runnable && *runnable > kRunnablePerCore * cores;
}

}  // namespace azr::execution
