#include "core/engine/kernels/threads.h"

#include <ATen/Parallel.h>
#include <malloc.h>
#include <sched.h>

#include <algorithm>
#include <thread>

namespace azr::engine {
namespace {

int allowedCores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

int prepareProcess(int threads) {
    constexpr int kNever = 1 << 30;  // the largest that mallopt takes as a signed int with room to spare
    mallopt(M_MMAP_THRESHOLD, kNever);
    mallopt(M_TRIM_THRESHOLD, kNever);
    mallopt(M_TOP_PAD, 64 << 20);
    const int count = threads > 0 ? threads : allowedCores();
    at::set_num_threads(count);
    return count;
}

}  // namespace azr::engine
