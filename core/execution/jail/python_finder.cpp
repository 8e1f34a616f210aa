#include "core/execution/jail/python_finder.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>

extern char** environ;

namespace azr::execution {
namespace {

constexpr int kOldestMinor = 9;
constexpr int kNewestMinor = 19;
constexpr std::chrono::seconds kProbeLimit{60};  ///< a busy machine takes its time

// Imports what programs may import, then reads which libraries that mapped; the loader's own path stands in the binary.
constexpr const char* kProbe = R"py(
import sys, os, re
for name in ('math','itertools','functools','collections','string','re','heapq','bisect','typing','copy','operator',
             'fractions','decimal','statistics','dataclasses','enum','abc','textwrap','unicodedata','numbers','cmath',
             'json','datetime','random','zlib','array','_socket','mmap','select','resource','_queue','threading'):
    try: __import__(name)
    except Exception: pass
binary = os.path.realpath(sys.executable)
paths = [binary] + [os.path.realpath(p) for p in sys.path if os.path.isdir(p)]
for line in open('/proc/self/maps'):
    part = line.split(None, 5)
    if len(part) == 6 and '.so' in part[5] and os.path.exists(part[5].strip()):
        paths.append(os.path.dirname(os.path.realpath(part[5].strip())))
with open(binary, 'rb') as f: head = f.read(8192)
loader = re.search(rb'(/[!-~]*/ld[!-~]*)\0', head)
if loader: paths.append(os.path.realpath(os.path.dirname(loader.group(1).decode())))
print(binary); print('%d.%d.%d' % sys.version_info[:3])
for p in sorted(set(paths), key=len):
    print(p)
)py";

// The folders of the packages that the arguments name; fails when one is not there.
constexpr const char* kPackageProbe = R"py(
import importlib, os, sys
for name in sys.argv[1:]: print(os.path.dirname(os.path.realpath(importlib.import_module(name).__file__)))
)py";

// Runs a command and returns what it wrote to standard output; empty on any failure or after the limit.
std::string outputOf(std::vector<std::string> command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::vector<char*> arguments;
    for (std::string& one : command) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    const int failed = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    std::string text;
    const auto deadline = std::chrono::steady_clock::now() + kProbeLimit;
    bool late = false;
    while (!failed) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd wait{ends[0], POLLIN, 0};
        late = left.count() <= 0 || poll(&wait, 1, static_cast<int>(left.count())) == 0;
        char buffer[4096];
        const ssize_t got = late ? 0 : read(ends[0], buffer, sizeof buffer);
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    close(ends[0]);
    if (failed) return {};
    if (late) kill(process, SIGKILL);
    int status = 0;
    waitpid(process, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : std::string();
}

// A folder inside a listed folder needs no bind of its own.
void dropNested(std::vector<std::string>& paths) {
    std::vector<std::string> kept;
    for (const std::string& path : paths) {
        const bool nested = std::ranges::any_of(
            kept, [&](const std::string& outer) { return path == outer || path.starts_with(outer + '/'); });
        if (!nested && path.size() > 1) kept.push_back(path);
    }
    paths = std::move(kept);
}

}  // namespace

Result<PythonInstall> probePython(const std::string& command) {
    std::istringstream lines(outputOf({command, "-I", "-S", "-c", kProbe}));
    PythonInstall install;
    std::getline(lines, install.executable);
    std::getline(lines, install.version);
    if (!install.version.starts_with("3."))
        return fail(ErrorCode::NotFound, "this is no Python 3 that runs", command,
                    "choose another interpreter in the settings");
    install.minor = std::atoi(install.version.c_str() + 2);
    if (install.minor < kOldestMinor)
        return fail(ErrorCode::Unsupported, "Python " + install.version + " is older than 3.9", command);
    for (std::string line; std::getline(lines, line);) install.readable.push_back(line);
    dropNested(install.readable);
    return install;
}

Result<PythonInstall> findPythonWith(const std::vector<std::string>& packages,
                                     const std::vector<std::string>& commands) {
    for (const std::string& command : commands) {
        std::vector<std::string> line = {command, "-I", "-c", kPackageProbe};
        line.insert(line.end(), packages.begin(), packages.end());
        std::istringstream folders(outputOf(std::move(line)));
        std::vector<std::string> found;
        for (std::string folder; std::getline(folders, folder);) found.push_back(folder);
        if (found.size() != packages.size()) continue;
        auto install = probePython(command);
        if (!install) continue;
        install->packages = std::move(found);
        return install;
    }
    std::string named;
    for (const std::string& package : packages) named += (named.empty() ? "" : " and ") + package;
    return fail(ErrorCode::NotFound, "no Python with " + named + " was found", "PATH");
}

std::vector<PythonInstall> findPythons() {
    const char* path = std::getenv("PATH");
    std::istringstream list(path ? path : "/usr/local/bin:/usr/bin:/bin");
    std::vector<std::filesystem::path> folders;
    for (std::string folder; std::getline(list, folder, ':');) folders.emplace_back(folder);
    // Every probe starts an interpreter: versioned names are asked only where the plain name led nowhere.
    std::vector<std::string> seen;
    std::vector<PythonInstall> found;
    const auto look = [&](const std::filesystem::path& command) {
        std::error_code error;
        const auto real = std::filesystem::canonical(command, error);
        if (error || std::ranges::find(seen, real.string()) != seen.end()) return;
        seen.push_back(real.string());
        auto install = probePython(command.string());
        if (!install) return;
        const bool known =
            std::ranges::any_of(found, [&](const auto& one) { return one.executable == install->executable; });
        if (!known) found.push_back(std::move(*install));
    };
    for (const auto& folder : folders) look(folder / "python3");
    for (int minor = kNewestMinor; found.empty() && minor >= kOldestMinor; --minor)
        for (const auto& folder : folders) look(folder / ("python3." + std::to_string(minor)));
    std::ranges::stable_sort(found, std::greater<>{}, &PythonInstall::minor);
    return found;
}

}  // namespace azr::execution
