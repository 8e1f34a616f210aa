/// What azr-sandbox is asked to build, parsed from its command line, and how it tells what became of each layer.
#pragma once

#include <string>
#include <vector>

namespace azr::sandbox {

constexpr int kControlFd = 3;  ///< inherited: socket to the trusted side
constexpr int kStatusFd = 4;   ///< inherited: "layer \t ok|off|failed \t note" lines until the interpreter starts

/// What the interpreter in the jail is told to do.
enum class JailScript { Programs, Templates };

struct JailOptions {
    JailScript script = JailScript::Programs;
    std::string python;                 ///< real path of the interpreter
    std::string preload;                ///< path of libazr-jail.so
    std::vector<std::string> readable;  ///< folders and files to show read-only
    std::vector<std::string> packages;  ///< those of them that are Python packages, in the order of loading
    bool isolatedFlag = false;          ///< the interpreter knows -P
    bool lazyImports = false;           ///< programs may import what the interpreter does not hold yet
    bool namespaces = true, seccomp = true, landlock = true, cgroup = true;
    unsigned long memoryBytes = 400UL << 20;
    unsigned long cpuSeconds = 600;  ///< backstop over a child's life; the verdict comes from the CPU clock
    unsigned hashSeed = 1;
    bool plainMalloc = false;  ///< objects come from the C library's heap and lie elsewhere than in Python's own
};

/// False, with a message on stderr, for an unknown or incomplete argument. Wipes the hash seed from the arguments:
/// they can be read by whoever sees this process.
bool parseOptions(int count, char** arguments, JailOptions& options);

enum class LayerState { Active, Off, Failed };
void reportLayer(const char* layer, LayerState state, const std::string& note = {});
/// "operation: text of errno"
[[nodiscard]] std::string systemError(const char* operation);

}  // namespace azr::sandbox
