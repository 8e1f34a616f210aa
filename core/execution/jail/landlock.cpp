#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "core/execution/jail/layers.h"

namespace azr::sandbox {
namespace {

// The kernel's interface, declared here because distributions ship older headers than kernels.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr std::uint32_t kVersionFlag = 1;
constexpr int kPathBeneath = 1;
constexpr std::uint64_t kExecute = 1U << 0, kReadFile = 1U << 2, kReadDir = 1U << 3;
constexpr std::uint64_t kConnectAndBind = 3, kScopeSocketsAndSignals = 3;

struct RulesetAttributes {
    std::uint64_t files, network, scoped;
};

struct __attribute__((packed)) PathRule {
    std::uint64_t allowed;
    std::int32_t parent;
};

std::uint64_t fileRights(long abi) {
    // 13 rights in the first version, then refer, truncate, ioctl on devices.
    const int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
    return (std::uint64_t{1} << rights) - 1;
}

long version() {
    return syscall(kCreateRuleset, nullptr, 0, kVersionFlag);
}

}  // namespace

bool canRestrictFiles() {
    return version() >= 1;
}

bool restrictFiles(const std::vector<std::string>& paths) {
    const long abi = version();
    if (abi < 1) {
        reportLayer("landlock", LayerState::Failed, systemError("not in this kernel"));
        return false;
    }
    RulesetAttributes attributes{fileRights(abi), abi >= 4 ? kConnectAndBind : 0,
                                 abi >= 6 ? kScopeSocketsAndSignals : 0};
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    const long ruleset = syscall(kCreateRuleset, &attributes, size, 0);
    if (ruleset < 0) {
        reportLayer("landlock", LayerState::Failed, systemError("ruleset"));
        return false;
    }
    for (const std::string& path : paths) {
        const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
        struct stat info {};
        if (fd < 0 || fstat(fd, &info) != 0) continue;
        PathRule rule{kExecute | kReadFile | (S_ISDIR(info.st_mode) ? kReadDir : 0), fd};
        syscall(kAddRule, ruleset, kPathBeneath, &rule, 0);
        close(fd);
    }
    const bool done = syscall(kRestrictSelf, ruleset, 0) == 0;
    const std::string note = done ? "version " + std::to_string(abi) : systemError("restrict");
    reportLayer("landlock", done ? LayerState::Active : LayerState::Failed, note);
    close(static_cast<int>(ruleset));
    return done;
}

}  // namespace azr::sandbox
