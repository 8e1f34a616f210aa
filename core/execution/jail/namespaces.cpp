#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/execution/jail/layers.h"

namespace azr::sandbox {
namespace {

// Ids that nobody has: without namespaces, programs could signal whatever runs under the same one. A container maps
// fewer.
constexpr unsigned kFirstUser = 0x20000000, kFirstMappedUser = 60000, kMappedUsers = 5000;
constexpr const char* kStaging = "/proc";

bool writeText(const std::string& path, const std::string& text) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool done = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(fd);
    return done;
}

bool makeFolder(const std::string& path) {
    return mkdir(path.c_str(), 0755) == 0 || errno == EEXIST;
}

bool makeParents(const std::string& path) {
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
        if (!makeFolder(path.substr(0, at))) return false;
    return true;
}

// A read-only remount must keep the flags that an unprivileged user may not clear.
bool bindReadOnly(const std::string& source, const std::string& target) {
    struct stat kind {};
    if (stat(source.c_str(), &kind) != 0) return false;
    if (!makeParents(target)) return false;
    if (S_ISDIR(kind.st_mode)) {
        if (!makeFolder(target)) return false;
    } else {
        const int fd = open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0) return false;
        close(fd);
    }
    if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
    struct statvfs info {};
    unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV;
    if (statvfs(target.c_str(), &info) == 0) {
        if (info.f_flag & ST_NOEXEC) flags |= MS_NOEXEC;
        if (info.f_flag & ST_NOATIME) flags |= MS_NOATIME;
        if (info.f_flag & ST_NODIRATIME) flags |= MS_NODIRATIME;
        if (info.f_flag & ST_RELATIME) flags |= MS_RELATIME;
    }
    return mount(nullptr, target.c_str(), nullptr, flags, nullptr) == 0;
}

// /lib and /lib64 are links on merged systems, and the dynamic loader is looked up through them.
void copyLinks(const std::string& root) {
    for (const char* link : {"/lib", "/lib64", "/lib32"}) {
        char target[256];
        const ssize_t length = readlink(link, target, sizeof target - 1);
        if (length <= 0) continue;
        target[length] = 0;
        if (symlink(target, (root + link).c_str()) != 0) continue;
    }
}

bool becomeUser(unsigned user) {
    return setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0;
}

// The root of a container's user namespace is an ordinary user outside, and limits hold it.
bool isRootOfNamespace() {
    std::ifstream map("/proc/self/uid_map");
    unsigned long inside = 0, outside = 0, count = 0;
    map >> inside >> outside >> count;
    return map && count < 0xFFFFFFFFUL;
}

}  // namespace

bool dropRoot() {
    if (geteuid() != 0) return true;
    const auto process = static_cast<unsigned>(getpid());
    const bool contained = isRootOfNamespace();
    const bool dropped = (setgroups(0, nullptr) == 0 || contained) &&
                         (becomeUser(kFirstUser + process) || becomeUser(kFirstMappedUser + process % kMappedUsers));
    if (!dropped && !contained) {
        reportLayer("unprivileged user", LayerState::Failed, systemError("setresuid"));
        return false;
    }
    // A change of user makes the process's own /proc entries root's; the jail library is loaded through them.
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    return true;
}

bool mapUsers(int process) {
    const std::string folder = "/proc/" + std::to_string(process);
    if (geteuid() == 0)
        return writeText(folder + "/uid_map", "0 0 1\n1000 65534 1") &&
               writeText(folder + "/gid_map", "0 0 1\n1000 65534 1");
    return writeText(folder + "/uid_map", "1000 " + std::to_string(geteuid()) + " 1") &&
           writeText(folder + "/setgroups", "deny") &&
           writeText(folder + "/gid_map", "1000 " + std::to_string(getegid()) + " 1");
}

bool enterNamespaces() {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0) {
        reportLayer("namespaces", LayerState::Failed, systemError("unshare"));
        return false;
    }
    return true;
}

bool becomeNobodyInside() {
    if (geteuid() != 0) return true;
    if (setgroups(0, nullptr) == 0 && becomeUser(1000)) return true;
    reportLayer("unprivileged user", LayerState::Failed, systemError("setresuid"));
    return false;
}

bool buildRoot(const JailOptions& options) {
    const auto failed = [](const char* what) {
        reportLayer("file system", LayerState::Failed, systemError(what));
        return false;
    };
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("private mounts");
    // Over /proc, the one folder that is always there and that no source lies in.
    if (mount("tmpfs", kStaging, "tmpfs", MS_NOSUID | MS_NODEV, "size=256k,nr_inodes=2k,mode=755") != 0)
        return failed("tmpfs");
    const std::string root = kStaging;
    for (const std::string& path : options.readable)
        if (!bindReadOnly(path, root + path)) return failed(path.c_str());
    if (!bindReadOnly(options.preload, root + "/azr/jail.so")) return failed("jail library");
    copyLinks(root);
    if (chdir(kStaging) != 0) return failed("chdir");
    if (syscall(SYS_pivot_root, ".", ".") != 0) return failed("pivot_root");
    if (umount2(".", MNT_DETACH) != 0) return failed("detach the old root");
    if (chdir("/") != 0) return failed("chdir");
    if (mount(nullptr, "/", nullptr, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) != 0)
        return failed("read-only root");
    reportLayer("file system", LayerState::Active, "tmpfs root, read-only standard library");
    return true;
}

void dropCapabilities() {
    for (int capability = 0; capability < 64; ++capability) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    const bool dropped = syscall(SYS_capset, &header, data) == 0;
    reportLayer("capabilities", dropped ? LayerState::Active : LayerState::Failed, dropped ? "none left" : "capset");
}

}  // namespace azr::sandbox
