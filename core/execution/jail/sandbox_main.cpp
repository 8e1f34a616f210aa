/// azr-sandbox: builds the jail around the Python interpreter and becomes its keeper. Started with posix_spawn by the
/// executor, never by hand. It holds no model, no window and no secrets; it ends when its interpreter ends, and on
/// SIGTERM it ends the interpreter, and with it everything in the jail's pid namespace.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "azr_runner_source.h"
#include "core/execution/jail/filters.h"
#include "core/execution/jail/layers.h"

namespace {

using namespace azr::sandbox;

constexpr int kScriptFd = 5, kFilterFd = 6, kChildFilterFd = 7, kStatmFd = 8, kPreloadFd = 9;
volatile sig_atomic_t g_child = 0, g_ending = SIGTERM;

void endChild(int) {
    if (g_child > 0) kill(g_child, g_ending);
}

// The script in a sealed memory file: nothing on disk to replace.
int scriptFile(JailScript which) {
    const std::string_view script = which == JailScript::Templates ? kTemplatesSource : kProgramsSource;
    const int fd = memfd_create("azr-runner", MFD_ALLOW_SEALING | MFD_CLOEXEC);
    std::size_t done = 0;
    while (fd >= 0 && done < script.size()) {
        const ssize_t wrote = write(fd, script.data() + done, script.size() - done);
        if (wrote <= 0) return -1;
        done += static_cast<std::size_t>(wrote);
    }
    if (fd < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) return -1;
    return lseek(fd, 0, SEEK_SET) == 0 ? fd : -1;
}

// Where there is no root of our own, the library is loaded from memory, so that an unprivileged user can read it.
int copyToMemory(int source) {
    const int fd = memfd_create("azr-jail", MFD_CLOEXEC);
    char buffer[65536];
    off_t at = 0;
    for (ssize_t got; fd >= 0 && (got = pread(source, buffer, sizeof buffer, at)) > 0; at += got)
        if (write(fd, buffer, static_cast<std::size_t>(got)) != got) return -1;
    return fd;
}

void place(int fd, int number) {
    if (fd < 0) return;
    if (fd == number) {
        fcntl(fd, F_SETFD, 0);
    } else {
        dup2(fd, number);
    }
}

void setLimit(int resource, rlim_t value) {
    const rlimit limit{value, value};
    setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
}

// Below a root of its own a child sees the library and nothing else. Elsewhere it may open files only where it has to,
// and where Landlock decides which.
bool childMayOpen(const JailOptions& options) {
    return options.namespaces || (options.lazyImports && options.landlock && canRestrictFiles());
}

std::vector<std::string> readablePaths(const JailOptions& options) {
    return options.namespaces ? std::vector<std::string>{"/"} : options.readable;
}

[[noreturn]] void startInterpreter(const JailOptions& options, const FilterFiles& filters, int script, int preload) {
    setLimit(RLIMIT_CORE, 0);
    setLimit(RLIMIT_FSIZE, 0);
    setLimit(RLIMIT_STACK, 8U << 20);
    place(script, kScriptFd);
    place(filters.interpreter, kFilterFd);
    place(filters.child, kChildFilterFd);
    const std::string library = options.namespaces ? "/azr/jail.so" : "/proc/self/fd/" + std::to_string(kPreloadFd);
    if (!options.namespaces) place(preload, kPreloadFd);
    const std::string jail = "AZR_JAIL=" + std::to_string(filters.interpreter >= 0 ? kFilterFd : -1) + ' ' +
                             std::to_string(filters.child >= 0 ? kChildFilterFd : -1) + ' ' + std::to_string(kStatmFd) +
                             ' ' + std::to_string(options.memoryBytes) + ' ' + std::to_string(options.cpuSeconds);
    const std::string preloadVariable = "LD_PRELOAD=" + library;
    const std::string seed = "PYTHONHASHSEED=" + std::to_string(options.hashSeed);
    // -I would also ignore PYTHONHASHSEED, and fixed seeds are what makes verdicts repeat; the environment is empty but
    // for these, and -P (or the script's own clean-up of sys.path) does the rest of what -I does.
    std::vector<std::string> arguments = {options.python, "-s", "-S", "-B"};
    if (options.isolatedFlag) arguments.emplace_back("-P");
    arguments.emplace_back("-c");
    arguments.emplace_back(
        "import os,sys\nsys.path[:]=[p for p in sys.path if p]\n"
        "with os.fdopen(5,'rb') as s: exec(compile(s.read(),'azr','exec'))");
    arguments.insert(arguments.end(), options.packages.begin(), options.packages.end());
    std::vector<char*> argv;
    for (std::string& one : arguments) argv.push_back(one.data());
    argv.push_back(nullptr);
    const std::string heap = options.plainMalloc ? "PYTHONMALLOC=malloc" : "PYTHONMALLOC=pymalloc";
    char* const environment[] = {const_cast<char*>(jail.c_str()), const_cast<char*>(preloadVariable.c_str()),
                                 const_cast<char*>(seed.c_str()), const_cast<char*>(heap.c_str()), nullptr};
    fcntl(kStatusFd, F_SETFD, FD_CLOEXEC);
    if (chdir("/") != 0) _exit(74);  // where the caller stood is nobody's business
    execve(options.python.c_str(), argv.data(), environment);
    reportLayer("interpreter", LayerState::Failed, systemError("execve"));
    _exit(71);
}

[[noreturn]] void enterJail(const JailOptions& options, const FilterFiles& filters, int script, int preload) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    place(open("/proc/self/statm", O_RDONLY | O_CLOEXEC), kStatmFd);
    if (options.namespaces && (!buildRoot(options) || !becomeNobodyInside())) _exit(72);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dropCapabilities();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(73);
    if (options.landlock)
        restrictFiles(readablePaths(options));
    else
        reportLayer("landlock", LayerState::Off);
    startInterpreter(options, filters, script, preload);
}

int keep(const std::vector<std::string>& groups) {
    struct sigaction action {};
    action.sa_handler = endChild;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    close(kControlFd);
    close(kStatusFd);
    int status = 0;
    while (waitpid(g_child, &status, 0) < 0 && errno == EINTR) {
    }
    for (const std::string& folder : groups) rmdir(folder.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The cgroup must be left by this process too before its folder can be removed.
void leaveGroups(const std::vector<std::string>& groups) {
    for (const std::string& folder : groups) {
        const int fd = open((folder + "/../cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC);
        if (fd < 0) continue;
        const std::string self = std::to_string(getpid());
        if (write(fd, self.data(), self.size()) < 0) reportLayer("cgroup", LayerState::Failed, "cannot leave");
        close(fd);
    }
}

// Enters the namespaces and forks into them, so that the interpreter is process 1; or, without, goes straight on.
[[noreturn]] void build(const JailOptions& options, const FilterFiles& filters, int script, int preload, int entered,
                        int mapped) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!options.namespaces) {
        close(entered);
        if (!dropRoot()) _exit(68);
        reportLayer("namespaces", LayerState::Off);
        enterJail(options, filters, script, preload);
    }
    char byte = 1;
    if (!enterNamespaces() || write(entered, &byte, 1) != 1 || read(mapped, &byte, 1) != 1) _exit(69);
    if (sethostname("azr", 3) != 0) _exit(69);
    reportLayer("namespaces", LayerState::Active, "user, mount, pid, network, ipc, uts");
    close(entered);
    g_child = fork();
    if (g_child < 0) _exit(70);
    if (g_child == 0) enterJail(options, filters, script, preload);
    g_ending = SIGKILL;  // process 1 of a namespace ignores everything else; waited for here, its time is accounted for
    _exit(keep({}));
}

}  // namespace

int main(int count, char** arguments) {
    JailOptions options;
    if (!parseOptions(count, arguments, options)) return 64;
    close_range(5, ~0U, 0);  // whatever the caller forgot
    const int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3 && null >= 0; ++fd) dup2(null, fd);
    for (int fd = 5; fd < 10; ++fd) dup2(null, fd);  // our own numbers, so that nothing else lands on them
    setpriority(PRIO_PROCESS, 0, std::max(10, getpriority(PRIO_PROCESS, 0)));  // never ahead of who started us
    const int library = open(options.preload.c_str(), O_RDONLY | O_CLOEXEC);
    if (library < 0) {
        reportLayer("jail library", LayerState::Failed, systemError(options.preload.c_str()));
        return 65;
    }
    std::vector<std::string> groups;
    if (options.cgroup)
        groups = joinCgroup(options.memoryBytes);
    else
        reportLayer("cgroup", LayerState::Off);
    const FilterFiles filters = options.seccomp ? makeFilters(childMayOpen(options)) : FilterFiles{};
    const bool filtered = filters.interpreter >= 0 && filters.child >= 0;
    reportLayer("seccomp", filtered ? LayerState::Active : LayerState::Off, filtered ? "two filters" : "");
    const int script = scriptFile(options.script);
    const int preload = options.namespaces ? library : copyToMemory(library);

    int entered[2], mapped[2];
    if (script < 0 || preload < 0 || pipe2(entered, O_CLOEXEC) != 0 || pipe2(mapped, O_CLOEXEC) != 0) return 66;
    // The keeper stays what it is: it maps the users and leaves the cgroup; the jailed side changes in its own process.
    const pid_t builder = fork();
    if (builder < 0) return 67;
    if (builder == 0) build(options, filters, script, preload, entered[1], mapped[0]);
    close(entered[1]);
    close(mapped[0]);
    g_child = builder;
    char byte = 0;
    if (read(entered[0], &byte, 1) == 1) {
        if (!mapUsers(builder)) reportLayer("namespaces", LayerState::Failed, systemError("user map"));
        if (write(mapped[1], &byte, 1) != 1) return 68;
    }
    leaveGroups(groups);
    return keep(groups);
}
