#include "core/execution/jail/isolation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/execution/jail/python_finder.h"

namespace azr::execution {
namespace {

constexpr const char* kFileMetadata = "file metadata";  // the self-test's word (runner/main)
constexpr unsigned kHashSeed = 20240501;                // the first interpreter's of a lane

/// The folder with azr-sandbox and its library: AZR_SANDBOX (the launcher's path), beside this program, or the build.
std::string launcherPath() {
    namespace fs = std::filesystem;
    if (const char* named = std::getenv("AZR_SANDBOX"); named && *named) return named;
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error).parent_path();
    const std::array<fs::path, 4> folders = {self, self / "../lib/azr-studio", self / "../bin", AZR_SANDBOX_FOLDER};
    for (const fs::path& folder : folders)
        if (fs::exists(folder / "azr-sandbox", error)) return fs::canonical(folder / "azr-sandbox", error).string();
    return {};
}

bool layerActive(const WorkerProcess& worker, const char* layer) {
    return std::ranges::any_of(worker.layers(),
                               [&](const SandboxLayer& one) { return one.name == layer && one.active; });
}

int levelOf(const WorkerProcess& worker) {
    const bool walls =
        layerActive(worker, "namespaces") && worker.hello().ownNamespace && layerActive(worker, "file system");
    const bool filtered = layerActive(worker, "seccomp");
    if (walls && filtered) return layerActive(worker, "landlock") && layerActive(worker, "cgroup") ? 4 : 3;
    return filtered ? 2 : 1;
}

const char* explanationOf(int level) {
    switch (level) {
        case 4: return "Programs run in their own namespaces behind seccomp, Landlock and a cgroup.";
        case 3: return "Programs run in their own namespaces behind seccomp; no cgroup limits the jail as a whole.";
        case 2:
            return "This system forbids user namespaces: programs run behind seccomp, Landlock and resource limits.";
        case 1: return "Only resource limits hold programs back. Run nothing here that you would not run yourself.";
        default: return "No isolation: programs are refused.";
    }
}

JailPlan planFor(const ExecutorOptions& options, const PythonInstall& python, const std::string& launcher, int level) {
    JailPlan plan;
    plan.launcher = launcher;
    plan.preload = (std::filesystem::path(launcher).parent_path() / "libazr-jail.so").string();
    plan.python = python.executable;
    plan.readable = python.readable;
    plan.packages = python.packages;
    plan.rendersTemplates = !python.packages.empty();
    plan.safePath = python.minor >= 11;
    plan.lazyImports = options.paperImports;
    plan.namespaces = level >= 3;
    plan.seccomp = level >= 2;
    plan.landlock = level >= 2;
    plan.cgroup = level >= 4;
    plan.memoryMegabytes = options.memoryMegabytes;
    plan.cpuSeconds = options.cpuSeconds;
    plan.wallSeconds = options.wallSeconds;
    return plan;
}

Result<std::vector<int>> levelsToTry(const ExecutorOptions& options) {
    if (options.level == "auto") {
        std::vector<int> levels{4, 2};
        if (options.allowL1) levels.push_back(1);
        return levels;
    }
    for (int level = 4; level >= 2; --level)
        if (options.level == fmt::format("L{}", level)) return std::vector<int>{level};
    if (options.level == "L1" && options.allowL1) return std::vector<int>{1};
    if (options.level == "L1")
        return fail(ErrorCode::Unsupported, "level L1 (resource limits only) needs your consent", "executor.level");
    if (options.level == "L0")
        return fail(ErrorCode::Unsupported, "level L0 refuses to run programs", "executor.level");
    return fail(ErrorCode::InvalidArgument, "no such isolation level: " + options.level, "executor.level",
                "use auto, L4, L3, L2 or L1");
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

/// What the self-test could still do and should not have been able to. Without a root of its own a program that may
/// import anything needs to ask for files, whatever it may open.
std::vector<std::string> breachesOf(const WorkerProcess& worker, const JailPlan& plan) {
    std::vector<std::string> breaches = worker.hello().breaches;
    if (plan.lazyImports && !plan.namespaces) std::erase(breaches, kFileMetadata);
    return breaches;
}

/// Whether names, sizes and owners of the machine's files can be asked for, as the self-test found.
SandboxLayer metadataLayer(const WorkerProcess& worker, const JailPlan& plan) {
    const bool seen = std::ranges::find(worker.hello().breaches, kFileMetadata) != worker.hello().breaches.end();
    if (seen) return {kFileMetadata, false, "programs can ask for names, sizes and owners of this machine's files"};
    if (plan.namespaces) return {kFileMetadata, true, "only the interpreter's own"};
    return {kFileMetadata, true, "hidden; visible to programs that run with the paper's imports"};
}

/// What a program can learn about the machine in spite of it all.
std::vector<std::string> visibleAt(const WorkerProcess& worker, int level) {
    std::vector<std::string> visible = {"the clocks and the time since start-up", "the processor's kind"};
    if (level == 1) visible.insert(visible.end(), {"the machine's name and load", "users and processes"});
    const auto& breaches = worker.hello().breaches;
    if (std::ranges::find(breaches, kFileMetadata) != breaches.end()) visible.emplace_back("names and sizes of files");
    return visible;
}

/// `problems`: why nothing stronger could be had.
SandboxReport reportOf(const WorkerProcess& worker, const JailPlan& plan, int level, const std::string& problems) {
    SandboxReport report;
    report.level = level;
    report.explanation = explanationOf(level);
    report.layers = worker.layers();
    report.layers.push_back(metadataLayer(worker, plan));
    report.visible = visibleAt(worker, level);
    report.selfTestPassed = breachesOf(worker, plan).empty();
    report.pythonVersion = worker.hello().version;
    for (SandboxLayer& layer : report.layers)
        if (layer.name == "namespaces" && !layer.active && layer.note.empty()) layer.note = problems;
    return report;
}

/// The strongest level that one of the interpreters reaches.
Result<Isolation> strongest(const ExecutorOptions& options, const std::vector<PythonInstall>& pythons) {
    AZR_TRY(const std::vector<int> levels, levelsToTry(options));
    const std::string launcher = launcherPath();
    if (launcher.empty())
        return fail(ErrorCode::NotFound, "azr-sandbox is not beside this program", {}, "reinstall, or set AZR_SANDBOX");
    std::string problems;
    for (const int level : levels) {
        for (const PythonInstall& python : pythons) {
            Isolation found;
            found.plan = planFor(options, python, launcher, level);
            auto worker = WorkerProcess::start(found.plan, kHashSeed);
            if (!worker) {
                problems += fmt::format("{}L{} with Python {}: {}", problems.empty() ? "" : "; ", level, python.version,
                                        worker.error().detail);
                continue;
            }
            const int reached = levelOf(**worker);
            const std::string breaches = listed(breachesOf(**worker, found.plan));
            const bool enough = reached >= std::min(level, 3) && (level == 1 || breaches.empty());
            if (!enough || (options.level != "auto" && reached < level)) {
                problems +=
                    fmt::format("{}L{} with Python {}: reached L{}{}{}", problems.empty() ? "" : "; ", level,
                                python.version, reached, breaches.empty() ? "" : ", could still do: ", breaches);
                continue;
            }
            found.report = reportOf(**worker, found.plan, level == 1 ? 1 : reached, problems);
            found.report.python = python.executable;
            found.worker = std::move(*worker);
            return found;
        }
    }
    return fail(ErrorCode::Unsupported, "no isolation could be had: " + problems, "azr-sandbox",
                "allow user namespaces, or consent to L1");
}

}  // namespace

Result<Isolation> findIsolation(const ExecutorOptions& options) {
    std::vector<PythonInstall> pythons;
    if (options.python.empty()) {
        pythons = findPythons();
    } else {
        AZR_TRY(PythonInstall chosen, probePython(options.python));
        pythons.push_back(std::move(chosen));
    }
    if (pythons.empty())
        return fail(ErrorCode::NotFound, "no Python 3.9 or newer was found", "PATH", "install python3");
    return strongest(options, pythons);
}

Result<Isolation> findIsolation(const ExecutorOptions& options, const PythonInstall& renderer) {
    return strongest(options, {renderer});
}

}  // namespace azr::execution
