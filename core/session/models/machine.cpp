#include "core/session/models/machine.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "core/config/run_fields.h"

namespace azr::session {

namespace {

/// The number after `key` in a file of lines "key number unit"; -1 when it is not there.
std::int64_t numberIn(const char* file, const std::string& key) {
    std::ifstream lines(file);
    std::string word;
    std::int64_t number = 0;
    while (lines >> word) {
        if (word == key) return lines >> number ? number : -1;
        lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return -1;
}

std::int64_t numberOf(const char* file) {
    std::ifstream text(file);
    std::int64_t number = 0;
    return text >> number ? number : -1;  // "max" is no number
}

}  // namespace

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("model name", 0) != 0) continue;
        const std::size_t colon = line.find(": ");
        return colon == std::string::npos ? std::string() : line.substr(colon + 2);
    }
    return {};
}

std::int64_t memoryBytes() {
    const std::int64_t physical = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
    const std::int64_t limit = numberOf("/sys/fs/cgroup/memory.max");
    return limit > 0 ? std::min(limit, physical) : physical;
}

std::int64_t availableMemory() {
    constexpr std::int64_t kKibibyte = 1024;
    const std::int64_t free = numberIn("/proc/meminfo", "MemAvailable:") * kKibibyte;
    std::int64_t available = free > 0 ? free : memoryBytes();
    const std::int64_t limit = numberOf("/sys/fs/cgroup/memory.max");
    const std::int64_t used = numberOf("/sys/fs/cgroup/memory.current");
    if (limit <= 0 || used < 0) return available;
    const std::int64_t cached = std::max<std::int64_t>(0, numberIn("/sys/fs/cgroup/memory.stat", "inactive_file"));
    return std::clamp<std::int64_t>(limit - used + cached, 0, available);
}

}  // namespace azr::session
