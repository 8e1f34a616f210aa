/// How many threads the engine works with where nobody says: all cores, unless some of them are worth nothing. A second
/// thread on a core, an efficiency core beside fast ones, and a core beyond a cgroup's quota may help or hinder; where
/// there is one of these, the candidates are measured once and the answer is kept in the user's cache folder. Linux.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace azr::policy {

/// What this process may run on.
struct CoreLayout {
    std::string processor;  ///< its name
    int allowed = 1;        ///< logical processors by the affinity mask
    int cores = 1;          ///< physical ones among them
    int fastCores = 1;      ///< and of these, the ones that are not efficiency cores
    double quota = 0;       ///< processors' worth of time that cgroups grant; 0: no bound
};
/// Reads /proc and /sys below `root`; `allowed` holds the numbers of the logical processors.
[[nodiscard]] CoreLayout coreLayout(const std::vector<int>& allowed, const std::filesystem::path& root = "/");
[[nodiscard]] std::vector<int> allowedProcessors();

struct ThreadChoice {
    int threads = 1;
    std::string reason;  ///< for people, "all cores"
};
/// Numbers of threads that may be the best ones, ascending; one of them where there is no doubt.
[[nodiscard]] std::vector<int> threadCandidates(const CoreLayout& layout);
/// Products a second (in any unit) with so many threads; 0: unknown.
using ThreadSpeed = std::function<double(int threads)>;
/// The fewest threads that come within 3% of the fastest candidate. `cache` is a file of earlier answers, each under
/// the layout and `kernels`; one that cannot be read or written costs only the measuring.
[[nodiscard]] ThreadChoice chooseThreads(const CoreLayout& layout, const std::string& kernels, const ThreadSpeed& speed,
                                         const std::filesystem::path& cache);
/// $XDG_CACHE_HOME/azr-studio/threads.json
[[nodiscard]] std::filesystem::path threadCache();

/// Threads without work wait a moment, then sleep, unless the environment says otherwise: spinning ones take the cores
/// from whoever else needs them.
void setHowThreadsWait();
/// libgomp reads that while it is loaded, and where it is there already (QtCore brings it) the program begins anew with
/// the variables set. First thing in main(); returns where nothing has to be done, or cannot be.
void beginAgainForThreads(char** argv);

}  // namespace azr::policy
