#include "core/session/machine.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "core/config/run_fields.h"

namespace azr::session {

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
    std::ifstream limit("/sys/fs/cgroup/memory.max");
    std::int64_t bytes = 0;
    return limit >> bytes && bytes > 0 ? std::min(bytes, physical) : physical;  // "max" is no number
}

Status changeWhileRunning(config::RunConfig& config, const std::string& path, const std::string& value) {
    const config::Field* field = config::findField(path);
    if (field != nullptr && !field->live)
        return fail(ErrorCode::Conflict, "this field cannot change while the run trains", path);
    return config::setField(config, path, value);
}

}  // namespace azr::session
