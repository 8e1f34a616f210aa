#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "core/execution/jail/layers.h"

namespace azr::sandbox {
namespace {

bool writeLine(const std::string& path, const std::string& text) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool done = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(fd);
    return done;
}

// The path of this process in the hierarchy that has `controller` ("" is the unified one).
std::string ownGroup(const std::string& controller) {
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        std::stringstream names(line.substr(first + 1, second - first - 1));
        std::string name;
        bool found = controller.empty() && second == first + 1;
        while (!found && std::getline(names, name, ',')) found = !controller.empty() && name == controller;
        if (found) return line.substr(second + 1);
    }
    return {};
}

bool join(const std::string& parent, const char* file, const std::string& value, std::vector<std::string>& made) {
    const std::string folder = parent + "/azr-" + std::to_string(getpid());
    if (mkdir(folder.c_str(), 0755) != 0) return false;
    if (writeLine(folder + '/' + file, value) && writeLine(folder + "/cgroup.procs", std::to_string(getpid()))) {
        made.push_back(folder);
        return true;
    }
    rmdir(folder.c_str());
    return false;
}

}  // namespace

std::vector<std::string> joinCgroup(unsigned long memoryBytes) {
    std::vector<std::string> made;
    const std::string base = "/sys/fs/cgroup";
    // Room for the interpreter, a pooled child, the inspector and a forked child together.
    const std::string limit = std::to_string(2 * memoryBytes + (256UL << 20));
    bool memory = join(base + ownGroup(""), "memory.max", limit, made);
    if (!memory) memory = join(base + "/memory" + ownGroup("memory"), "memory.limit_in_bytes", limit, made);
    if (memory && made.front().find("/memory/") != std::string::npos)
        join(base + "/pids" + ownGroup("pids"), "pids.max", "16", made);
    else if (memory)
        writeLine(made.front() + "/pids.max", "16");
    reportLayer("cgroup", memory ? LayerState::Active : LayerState::Failed,
                memory ? "memory and processes" : "not writable");
    return made;
}

}  // namespace azr::sandbox
