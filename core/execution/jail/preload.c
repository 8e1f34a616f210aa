/* Loaded into the jail's interpreter with LD_PRELOAD, because a seccomp filter that forbids execve can only be
 * installed after the last execve. At start it installs the interpreter's filter; at every fork it takes the child's
 * remaining rights: memory and other limits, and the filter without fork, kill and new limits. What the environment
 * held is wiped from memory, where /proc and a walk over the stack would find it: it tells which of the interpreters
 * this is. Plain C, so that it needs nothing but the C library. AZR_JAIL holds "filter child_filter statm memory_bytes
 * cpu_seconds" (descriptors, then numbers). */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kMaxInstructions = 4096 };

static struct sock_filter s_childCode[kMaxInstructions];
static struct sock_fprog s_child;
static int s_statm = -1;
static unsigned long s_mapped, s_memory, s_cpu;
/* The strings of the environment, where the kernel put them: Python reads the rest of them after start(). */
static char *s_environment, *s_environmentEnd;

static void wipe(char* text) {
    if (text) explicit_bzero(text, strlen(text));
}

static char* find(const char* name) {
    for (char** one = environ; one && *one; ++one)
        if (strncmp(*one, name, strlen(name)) == 0 && (*one)[strlen(name)] == '=') return *one;
    return NULL;
}

static void rememberEnvironment(void) {
    for (char** one = environ; one && *one; ++one) {
        if (!s_environment || *one < s_environment) s_environment = *one;
        if (*one + strlen(*one) > s_environmentEnd) s_environmentEnd = *one + strlen(*one);
    }
}

static void forgetEnvironment(void) {
    if (!s_environment) return;
    clearenv();
    explicit_bzero(s_environment, (size_t)(s_environmentEnd - s_environment));
    s_environment = s_environmentEnd = NULL;
}

static unsigned short load(int fd, struct sock_filter* code) {
    if (fd < 0) return 0;
    long bytes = pread(fd, code, kMaxInstructions * sizeof(struct sock_filter), 0);
    close(fd);
    return bytes > 0 ? (unsigned short)(bytes / (long)sizeof(struct sock_filter)) : 0;
}

static void limit(int resource, unsigned long value) {
    struct rlimit now, wanted = {value, value};
    if (getrlimit(resource, &now) == 0 && now.rlim_max < value) wanted.rlim_cur = wanted.rlim_max = now.rlim_max;
    if (setrlimit(resource, &wanted) != 0) _exit(111);
}

static void beforeFork(void) {
    forgetEnvironment();
    /* The memory limit counts from what the interpreter already maps. */
    char text[128];
    long got = s_statm >= 0 ? pread(s_statm, text, sizeof text - 1, 0) : -1;
    s_mapped = 256UL << 20;
    if (got > 0) {
        text[got] = 0;
        s_mapped = strtoul(text, NULL, 10) * (unsigned long)sysconf(_SC_PAGESIZE);
    }
}

static void inChild(void) {
    if (s_statm >= 0) close(s_statm);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_AS, s_mapped + s_memory);
    limit(RLIMIT_CPU, s_cpu);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_NOFILE, 32);
    limit(RLIMIT_STACK, 8UL << 20);
    limit(RLIMIT_CORE, 0);
    if (s_child.len && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &s_child) != 0) _exit(112);
}

__attribute__((constructor)) static void start(void) {
    static struct sock_filter code[kMaxInstructions];
    int filterFd = -1, childFd = -1;
    const char* text = getenv("AZR_JAIL");
    if (!text || sscanf(text, "%d %d %d %lu %lu", &filterFd, &childFd, &s_statm, &s_memory, &s_cpu) != 5) return;
    char *jail = find("AZR_JAIL"), *library = find("LD_PRELOAD");
    rememberEnvironment();
    unsetenv("AZR_JAIL");
    unsetenv("LD_PRELOAD");
    wipe(jail);
    wipe(library);
    if (s_statm >= 0) fcntl(s_statm, F_SETFD, FD_CLOEXEC);
    struct sock_fprog own = {load(filterFd, code), code};
    s_child.len = load(childFd, s_childCode);
    s_child.filter = s_childCode;
    pthread_atfork(beforeFork, NULL, inChild);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (own.len && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &own) != 0) _exit(113);
}
