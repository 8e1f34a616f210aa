#include "core/execution/jail/filters.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>

namespace azr::sandbox {
namespace {

// Names that a kernel or libseccomp does not know are skipped: the default is to refuse.
constexpr const char* kAllowed[] = {"read",
                                    "write",
                                    "readv",
                                    "writev",
                                    "pread64",
                                    "close",
                                    "close_range",
                                    "fstat",
                                    "newfstatat",
                                    "stat",
                                    "lstat",
                                    "statx",
                                    "lseek",
                                    "open",
                                    "openat",
                                    "access",
                                    "faccessat",
                                    "faccessat2",
                                    "readlink",
                                    "readlinkat",
                                    "getdents",
                                    "getdents64",
                                    "getcwd",
                                    "dup",
                                    "dup2",
                                    "dup3",
                                    "pipe",
                                    "pipe2",
                                    "poll",
                                    "ppoll",
                                    "select",
                                    "pselect6",
                                    "mmap",
                                    "mprotect",
                                    "munmap",
                                    "mremap",
                                    "madvise",
                                    "brk",
                                    "rt_sigaction",
                                    "rt_sigprocmask",
                                    "rt_sigreturn",
                                    "sigaltstack",
                                    "nanosleep",
                                    "clock_nanosleep",
                                    "clock_gettime",
                                    "clock_getres",
                                    "gettimeofday",
                                    "time",
                                    "times",
                                    "getrusage",
                                    "getpid",
                                    "getppid",
                                    "gettid",
                                    "getuid",
                                    "geteuid",
                                    "getgid",
                                    "getegid",
                                    "getpgrp",
                                    "getpgid",
                                    "getrandom",
                                    "futex",
                                    "set_robust_list",
                                    "set_tid_address",
                                    "rseq",
                                    "sched_yield",
                                    "sched_getaffinity",
                                    "uname",
                                    "sysinfo",
                                    "getrlimit",
                                    "setrlimit",
                                    "prlimit64",
                                    "exit",
                                    "exit_group",
                                    "wait4",
                                    "waitid",
                                    "kill",
                                    "arch_prctl",
                                    "restart_syscall",
                                    "membarrier"};

// What Python's own code needs to serve requests, but not to run a program.
constexpr const char* kTakenFromChildren[] = {"clone", "fork",  "vfork",  "kill", "setrlimit",
                                              "prctl", "wait4", "waitid", "pipe", "pipe2"};
// Who and where the program is: the machine's name and load, users, processes, folders; and limits, which count from
// what this interpreter maps.
constexpr const char* kTelling[] = {
    "uname",  "sysinfo",   "sched_getaffinity", "getpid",  "getppid",   "gettid",   "getuid",     "geteuid",
    "getgid", "getegid",   "getpgrp",           "getpgid", "readlink",  "getcwd",   "readlinkat", "access",
    "statfs", "faccessat", "faccessat2",        "fstatfs", "getrlimit", "prlimit64"};
// By a path; fstat() of the C library is newfstatat as well, and a filter cannot see that its path is empty.
constexpr const char* kOpening[] = {"open", "openat", "stat", "lstat", "newfstatat", "statx", "getdents", "getdents64"};
// Clocks below 0 are those of other processes and of open devices.
constexpr const char* kClocks[] = {"clock_gettime", "clock_getres", "clock_nanosleep"};
constexpr std::uint64_t kLastClock = 0x7fffffff;

void add(scmp_filter_ctx filter, std::uint32_t action, const char* name) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number >= 0) seccomp_rule_add(filter, action, number, 0);
}

int exported(scmp_filter_ctx filter, const char* name) {
    const int fd = memfd_create(name, 0);
    const bool done = fd >= 0 && seccomp_export_bpf(filter, fd) == 0;
    seccomp_release(filter);
    if (done) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

int interpreterFilter() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) return -1;
    for (const char* name : kAllowed) add(filter, SCMP_ACT_ALLOW, name);
    // fork, but neither threads nor namespaces; clone3 hides its flags in memory, so glibc is sent back to clone.
    constexpr std::uint64_t kForbidden = CLONE_VM | CLONE_THREAD | CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID |
                                         CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_PARENT;
    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, kForbidden, 0));
    add(filter, SCMP_ACT_ALLOW, "fork");
    // Of fcntl neither owners nor signals of a descriptor: they signal processes without kill.
    for (const unsigned command : {F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC})
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, command));
    const int clone3 = seccomp_syscall_resolve_name("clone3");
    if (clone3 >= 0) seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, 0);
    for (const unsigned option : {PR_SET_SECCOMP, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS})
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, option));
    return exported(filter, "azr-filter");
}

int childFilter(bool mayOpen) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) return -1;
    for (const char* name : kTakenFromChildren) add(filter, SCMP_ACT_ERRNO(EPERM), name);
    for (const char* name : kTelling) add(filter, SCMP_ACT_ERRNO(EACCES), name);
    for (const char* name : kClocks)
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), seccomp_syscall_resolve_name(name), 1,
                         SCMP_A0(SCMP_CMP_GT, kLastClock));
    if (!mayOpen)
        for (const char* name : kOpening) add(filter, SCMP_ACT_ERRNO(EACCES), name);
    return exported(filter, "azr-child-filter");
}

}  // namespace

FilterFiles makeFilters(bool childMayOpen) {
    return {interpreterFilter(), childFilter(childMayOpen)};
}

}  // namespace azr::sandbox
