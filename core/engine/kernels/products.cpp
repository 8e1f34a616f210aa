#include "core/engine/kernels/products.h"

#include <ATen/Version.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/rand.h>

#include <algorithm>
#include <vector>

#include "core/base/elapsed.h"
#include "core/engine/kernels/decode_kernels.h"
#include "core/engine/kernels/matmul.h"

namespace azr::engine {
namespace {

// A reference BLAS reaches about 7 GFLOPS on one thread or two; a tuned one passes this on any processor with AVX2.
constexpr double kReferenceGflops = 15.0;
constexpr double kSecondsPerSize = 0.2;

/// Products are queued on a GPU: a value that is read waits for them.
void finish(const at::Tensor& product) {
    if (!product.is_cpu()) (void)product.select(0, 0).select(0, 0).item();
}

at::Tensor randomMatrix(std::int64_t size, at::ScalarType type, const at::Device& device) {
    return at::rand({size, size}, at::TensorOptions(at::kFloat).device(device)).to(type);
}

double bestGflops(at::ScalarType type, const at::Device& device) {
    const bool here = device.is_cpu();
    const int repeats = here ? 1 : 8;  // between two looks at the clock
    double best = 0;
    for (const std::int64_t size :
         here ? std::vector<std::int64_t>{256, 512, 1024, 2048} : std::vector<std::int64_t>{2048, 4096, 8192}) {
        const at::Tensor a = randomMatrix(size, type, device), b = randomMatrix(size, type, device);
        at::Tensor c = at::empty_like(a);
        const double work = 2e-9 * static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(size);
        const auto begin = SteadyClock::now();
        at::mm_out(c, a, b);  // the library prepares itself in the first call
        finish(c);
        if (secondsSince(begin) > 4 * kSecondsPerSize && here) {
            best = std::max(best, work / secondsSince(begin));
            break;
        }
        const auto prepared = SteadyClock::now();
        while (secondsSince(prepared) < kSecondsPerSize) {
            const auto start = SteadyClock::now();
            for (int i = 0; i < repeats; ++i) at::mm_out(c, a, b);
            finish(c);
            best = std::max(best, repeats * work / secondsSince(start));
        }
    }
    return best;
}

}  // namespace

policy::ProductSpeed productSpeed(const at::Device& device) {
    policy::ProductSpeed speed;
    speed.fp32 = bestGflops(at::kFloat, device);
    speed.bf16Emulated = device.is_cpu() && !multipliesHalfRows();
    // Where bf16 is widened before it is multiplied, nothing else is to be had of it.
    speed.bf16 = device.is_cpu() && !sumsBfloat16Wide() ? speed.fp32 : bestGflops(at::kBFloat16, device);
    speed.fastBlas = !device.is_cpu() || speed.fp32 >= kReferenceGflops;
    speed.blas = at::show_config();
    return speed;
}

}  // namespace azr::engine
