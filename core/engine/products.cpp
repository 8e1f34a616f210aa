#include "core/engine/products.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <chrono>

namespace azr::engine {
namespace {

using Clock = std::chrono::steady_clock;

// A reference BLAS reaches about 7 GFLOPS on one thread or two; a tuned one passes this on any processor with AVX2.
constexpr double kReferenceGflops = 15.0;
constexpr double kSecondsPerSize = 0.2;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double bestGflops(at::ScalarType type) {
    double best = 0;
    for (const std::int64_t size : {256, 512, 1024, 2048}) {
        const auto options = at::TensorOptions(type);
        const at::Tensor a = at::empty({size, size}, options).fill_(0.01);
        const at::Tensor b = at::empty({size, size}, options).fill_(0.01);
        at::Tensor c = at::empty({size, size}, options);
        const double work = 2e-9 * static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(size);
        const auto begin = Clock::now();
        at::mm_out(c, a, b);  // oneDNN prepares itself in the first call
        if (secondsSince(begin) > 4 * kSecondsPerSize) {
            best = std::max(best, work / secondsSince(begin));
            break;
        }
        while (secondsSince(begin) < kSecondsPerSize) {
            const auto start = Clock::now();
            at::mm_out(c, a, b);
            best = std::max(best, work / secondsSince(start));
        }
    }
    return best;
}

}  // namespace

policy::ProductSpeed productSpeed(int threads) {
    const int before = at::get_num_threads();
    if (threads > 0) at::set_num_threads(threads);
    policy::ProductSpeed speed;
    speed.fp32 = bestGflops(at::kFloat);
    speed.bf16 = bestGflops(at::kBFloat16);
    speed.fastBlas = speed.fp32 >= kReferenceGflops;
    speed.blas = at::show_config();
    if (threads > 0) at::set_num_threads(before);
    return speed;
}

}  // namespace azr::engine
