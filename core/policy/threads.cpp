#include "core/policy/threads.h"

#include <dlfcn.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::policy {
namespace {

namespace fs = std::filesystem;

std::string firstLine(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// "0-3,8" as numbers.
std::set<int> numbersIn(const std::string& list) {
    std::set<int> numbers;
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ',');) {
        const auto dash = part.find('-');
        const int first = std::atoi(part.c_str());
        const int last = dash == std::string::npos ? first : std::atoi(part.c_str() + dash + 1);
        for (int i = first; i <= last; ++i) numbers.insert(i);
    }
    return numbers;
}

std::string processorName(const fs::path& root) {
    std::ifstream file(root / "proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return "processor";
}

/// Processors of the slower kind: as Intel's hybrids list them, or by the capacity that the kernel gives each.
std::set<int> slowProcessors(const std::vector<int>& allowed, const fs::path& root) {
    if (const std::string atoms = firstLine(root / "sys/devices/cpu_atom/cpus"); !atoms.empty())
        return numbersIn(atoms);
    const auto capacity = [&](int cpu) {
        return std::atoi(
            firstLine(root / ("sys/devices/system/cpu/cpu" + std::to_string(cpu)) / "cpu_capacity").c_str());
    };
    int most = 0;
    for (const int cpu : allowed) most = std::max(most, capacity(cpu));
    std::set<int> slow;
    for (const int cpu : allowed)
        if (most > 0 && capacity(cpu) < most * 9 / 10) slow.insert(cpu);
    return slow;
}

/// The tightest quota on the way from a cgroup up to the mount.
template <class Read>
double tightest(const fs::path& mount, const std::string& below, const Read& read) {
    double quota = 0;
    const auto take = [&](const fs::path& folder) {
        const double here = read(folder);
        if (here > 0) quota = quota > 0 ? std::min(quota, here) : here;
    };
    take(mount);
    fs::path folder = mount;
    for (const auto& part : fs::path(below).relative_path()) take(folder /= part);
    return quota;
}

double quotaOfTwo(const fs::path& folder) {
    std::istringstream line(firstLine(folder / "cpu.max"));  // "150000 100000" or "max 100000"
    double used = 0, period = 0;
    return line >> used >> period && period > 0 ? used / period : 0;
}

double quotaOfOne(const fs::path& folder) {
    const double used = std::atof(firstLine(folder / "cpu.cfs_quota_us").c_str());
    const double period = std::atof(firstLine(folder / "cpu.cfs_period_us").c_str());
    return used > 0 && period > 0 ? used / period : 0;
}

double quotaOf(const fs::path& root) {
    double quota = 0;
    const auto take = [&](double other) {
        if (other > 0) quota = quota > 0 ? std::min(quota, other) : other;
    };
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const std::string path = line.substr(second + 1);
        if (controllers == ",,") take(tightest(root / "sys/fs/cgroup", path, quotaOfTwo));
        if (controllers.find(",cpu,") != std::string::npos)
            take(tightest(root / "sys/fs/cgroup/cpu", path, quotaOfOne));
    }
    return quota;
}

std::string keyOf(const CoreLayout& layout, const std::string& kernels) {
    std::ostringstream key;
    key << layout.processor << ", " << layout.allowed << " of " << layout.cores << " cores, " << layout.fastCores
        << " fast, quota " << layout.quota << ", " << kernels;
    return key.str();
}

Json readCache(const fs::path& cache) {
    auto stored = readJson(cache);
    return stored && stored->is_object() ? std::move(*stored) : Json::object();
}

std::string nameOf(int threads, const CoreLayout& layout) {
    if (threads == layout.allowed) return layout.allowed == layout.cores ? "all cores" : "all threads of all cores";
    if (threads == layout.cores) return "one for each core";
    if (threads == layout.fastCores) return "one for each fast core";
    return "as the cgroup's quota allows";
}

}  // namespace

std::vector<int> allowedProcessors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> allowed;
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            if (CPU_ISSET(cpu, &set)) allowed.push_back(cpu);
    if (allowed.empty()) allowed.push_back(0);
    return allowed;
}

CoreLayout coreLayout(const std::vector<int>& allowed, const fs::path& root) {
    CoreLayout layout;
    layout.processor = processorName(root);
    layout.allowed = std::max(1, static_cast<int>(allowed.size()));
    const std::set<int> slow = slowProcessors(allowed, root);
    std::set<std::string> cores, fast;
    for (const int cpu : allowed) {
        const fs::path folder = root / ("sys/devices/system/cpu/cpu" + std::to_string(cpu)) / "topology";
        std::string siblings = firstLine(folder / "thread_siblings_list");
        if (siblings.empty()) siblings = std::to_string(cpu);
        cores.insert(siblings);
        if (!slow.contains(cpu)) fast.insert(siblings);
    }
    layout.cores = std::max(1, static_cast<int>(cores.size()));
    layout.fastCores = fast.empty() ? layout.cores : static_cast<int>(fast.size());
    layout.quota = quotaOf(root);
    return layout;
}

std::vector<int> threadCandidates(const CoreLayout& layout) {
    std::set<int> candidates;
    const bool bound = layout.quota > 0 && layout.quota < layout.allowed;
    const int least = bound ? std::max(1, static_cast<int>(std::floor(layout.quota))) : layout.allowed;
    const int most = bound ? static_cast<int>(std::ceil(layout.quota)) : layout.allowed;
    for (const int count : {layout.fastCores, layout.cores, layout.allowed}) {
        candidates.insert(std::min(count, least));
        candidates.insert(std::min(count, most));
    }
    return {candidates.begin(), candidates.end()};
}

ThreadChoice chooseThreads(const CoreLayout& layout, const std::string& kernels, const ThreadSpeed& speed,
                           const fs::path& cache) {
    constexpr double kAsGood = 0.97;
    const std::vector<int> candidates = threadCandidates(layout);
    if (candidates.size() == 1) return {candidates.front(), nameOf(candidates.front(), layout)};
    const std::string key = keyOf(layout, kernels);
    Json stored = readCache(cache);
    if (const auto known = stored.find(key); known != stored.end() && isWhole<int>(*known)) {
        const int threads = known->get<int>();
        if (std::ranges::find(candidates, threads) != candidates.end())
            return {threads, nameOf(threads, layout) + ", measured before"};
    }
    std::vector<double> speeds;
    for (const int count : candidates) speeds.push_back(speed(count));
    const double best = *std::ranges::max_element(speeds);
    if (best <= 0) return {candidates.back(), nameOf(candidates.back(), layout)};
    std::size_t chosen = 0;
    while (speeds[chosen] < kAsGood * best) ++chosen;
    stored[key] = candidates[chosen];
    if (makeFolder(cache.parent_path())) (void)writeFileAtomic(cache, dumpPretty(stored) + "\n");
    return {candidates[chosen], nameOf(candidates[chosen], layout) + ", measured"};
}

void setHowThreadsWait() {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::setenv("GOMP_SPINCOUNT", "10000", 1);  // a tenth of a millisecond or two: the time between two loops of a layer
}

void beginAgainForThreads(char** argv) {
    const bool chosen = std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr;
    if (chosen || ::dlopen("libgomp.so.1", RTLD_LAZY | RTLD_NOLOAD) == nullptr) return;
    setHowThreadsWait();
    std::error_code code;
    const fs::path program = fs::read_symlink("/proc/self/exe", code);
    if (!code) ::execv(program.c_str(), argv);
}

fs::path threadCache() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    fs::path folder =
        cache != nullptr && *cache != '\0' ? fs::path(cache) : fs::path(home != nullptr ? home : "/tmp") / ".cache";
    return folder / "azr-studio" / "threads.json";
}

}  // namespace azr::policy
