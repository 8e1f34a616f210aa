#include "core/session/machine.h"

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

Status changeWhileRunning(config::RunConfig& config, const std::string& path, const std::string& value) {
    const config::Field* field = config::findField(path);
    if (field != nullptr && !field->live)
        return fail(ErrorCode::Conflict, "this field cannot change while the run trains", path);
    return config::setField(config, path, value);
}

}  // namespace azr::session
