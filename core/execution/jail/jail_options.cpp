#include "core/execution/jail/jail_options.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace azr::sandbox {

bool parseOptions(int count, char** arguments, JailOptions& options) {
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string key = arguments[i];
        const std::string value = arguments[i + 1];
        const bool on = value == "1";
        const unsigned long number = std::strtoul(value.c_str(), nullptr, 10);
        if (key == "--python") {
            options.python = value;
        } else if (key == "--preload") {
            options.preload = value;
        } else if (key == "--readable") {
            options.readable.push_back(value);
        } else if (key == "--package") {
            options.readable.push_back(value);
            options.packages.push_back(value);
        } else if (key == "--script") {
            if (value != "programs" && value != "templates") return false;
            options.script = value == "templates" ? JailScript::Templates : JailScript::Programs;
        } else if (key == "--safe-path") {
            options.isolatedFlag = on;
        } else if (key == "--lazy-imports") {
            options.lazyImports = on;
        } else if (key == "--namespaces") {
            options.namespaces = on;
        } else if (key == "--seccomp") {
            options.seccomp = on;
        } else if (key == "--landlock") {
            options.landlock = on;
        } else if (key == "--cgroup") {
            options.cgroup = on;
        } else if (key == "--memory") {
            options.memoryBytes = number;
        } else if (key == "--cpu") {
            options.cpuSeconds = number;
        } else if (key == "--plain-malloc") {
            options.plainMalloc = on;
        } else if (key == "--hash-seed") {
            options.hashSeed = static_cast<unsigned>(number);
            std::memset(arguments[i + 1], '-', value.size());
        } else {
            std::fprintf(stderr, "azr-sandbox: unknown argument %s\n", key.c_str());
            return false;
        }
    }
    // 0 turns the randomisation off, and a program would see that in sys.flags.
    if (options.hashSeed == 0) return false;
    if (count % 2 == 1 && !options.python.empty() && !options.preload.empty()) return true;
    std::fprintf(stderr, "azr-sandbox is started by azr-studio; it is not meant to be run by hand\n");
    return false;
}

void reportLayer(const char* layer, LayerState state, const std::string& note) {
    const char* word = state == LayerState::Active ? "ok" : state == LayerState::Off ? "off" : "failed";
    const std::string line = std::string(layer) + '\t' + word + '\t' + note + '\n';
    if (::write(kStatusFd, line.data(), line.size()) < 0) return;
}

std::string systemError(const char* operation) {
    return std::string(operation) + ": " + std::strerror(errno);
}

}  // namespace azr::sandbox
