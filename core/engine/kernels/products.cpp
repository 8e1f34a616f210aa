#include "core/engine/kernels/products.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/rand.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "core/base/elapsed.h"
#include "core/engine/kernels/decode_kernels.h"
#include "core/engine/kernels/matmul.h"

namespace azr::engine {
namespace {

// A reference BLAS reaches about 7 GFLOPS on one thread or two; a tuned one passes this on any processor with AVX2.
constexpr double kReferenceGflops = 15.0;
constexpr double kSecondsPerSize = 0.2;
const std::vector<std::int64_t> kEmulatedSizes = {256, 512};  // enough to warn of it

/// Products are queued on a GPU: a value that is read waits for them.
void finish(const at::Tensor& product) {
    if (!product.is_cpu()) (void)product.select(0, 0).select(0, 0).item();
}

at::Tensor randomMatrix(std::int64_t size, at::ScalarType type, const at::Device& device) {
    return at::rand({size, size}, at::TensorOptions(at::kFloat).device(device)).to(type);
}

const std::vector<std::int64_t>& usualSizes(const at::Device& device) {
    static const std::vector<std::int64_t> kHere = {256, 512, 1024, 2048}, kGpu = {2048, 4096, 8192};
    return device.is_cpu() ? kHere : kGpu;
}

/// A batch of rows times packed weights as the sampler multiplies them.
double samplerGflops(WeightStorage storage, bool halfRows) {
    constexpr int kRows = 64, kInputs = 1024, kOutputs = 4096;
    const at::Tensor weights = at::rand({kOutputs, kInputs}), rows = at::rand({kRows, kInputs});
    at::Tensor out = at::empty({kRows, kOutputs});
    PackedMatrix matrix;
    matrix.pack(weights.data_ptr<float>(), kOutputs, kInputs, storage);
    const AlignedArray<std::uint16_t> half = alignedHalves(std::size_t{kRows} * kInputs);
    for (std::int64_t r = 0; r < kRows; ++r)
        roundRow(rows.data_ptr<float>() + r * kInputs, kInputs, half.get() + r * kInputs);
    const ProductTarget target{out.data_ptr<float>(), kOutputs, nullptr, false};
    const auto multiply = [&] {
        at::parallel_for(0, matrix.panels(), 1, [&](std::int64_t first, std::int64_t last) {
            const int from = static_cast<int>(first), to = static_cast<int>(last);
            if (halfRows)
                matrix.multiply(half.get(), kInputs, kRows, target, from, to);
            else
                matrix.multiply(rows.data_ptr<float>(), kInputs, kRows, target, from, to);
        });
    };
    double best = 0;
    for (const auto begin = SteadyClock::now(); secondsSince(begin) < kSecondsPerSize;) {
        const auto start = SteadyClock::now();
        multiply();
        best = std::max(best, 2e-9 * kRows * kInputs * kOutputs / secondsSince(start));
    }
    return best;
}

}  // namespace

double learnerGflops(at::ScalarType type, const at::Device& device, const std::vector<std::int64_t>& sizes) {
    const bool here = device.is_cpu();
    const int repeats = here ? 1 : 8;  // between two looks at the clock
    double best = 0;
    for (const std::int64_t size : sizes) {
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

static double emulatedGflops(const at::Device& device) {
    try {
        return learnerGflops(at::kBFloat16, device, kEmulatedSizes);
    } catch (const std::exception&) {
        return 0;  // oneDNN was told by a variable to use less than LibTorch believes it to, and refuses
    }
}

policy::ProductSpeed productSpeed(const at::Device& device) {
    using config::NumberType;
    constexpr config::NumberTypes kFp32{NumberType::Fp32, NumberType::Fp32}, kBf16{NumberType::Bf16, NumberType::Bf16},
        kWidened{NumberType::Fp32, NumberType::Bf16};
    policy::ProductSpeed speed;
    const auto add = [&](const char* part, config::NumberTypes types, double gflops, bool emulated = false) {
        speed.products.push_back({part, types, gflops, emulated});
    };
    const double fp32 = learnerGflops(at::kFloat, device, usualSizes(device));
    add("learner", kFp32, fp32);
    const bool offered = !device.is_cpu() || multipliesBfloat16();
    add("learner", kBf16, offered ? learnerGflops(at::kBFloat16, device, usualSizes(device)) : emulatedGflops(device),
        !offered);
    if (device.is_cpu()) {
        add("sampler", kFp32, samplerGflops(WeightStorage::Float32, false));
        add("sampler", kWidened, samplerGflops(WeightStorage::Bfloat16, false));
        if (offered) add("sampler", kBf16, samplerGflops(WeightStorage::Bfloat16, true));
    }
    speed.fastBlas = !device.is_cpu() || fp32 >= kReferenceGflops;
    speed.blas = at::show_config();
    return speed;
}

}  // namespace azr::engine
