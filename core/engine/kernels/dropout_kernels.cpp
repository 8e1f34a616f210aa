#include "core/engine/kernels/dropout_kernels.h"

#include <ATen/Parallel.h>

namespace azr::engine::kernels {
namespace {

/// Finaliser of 32 bits (Wellons, "lowbias32").
inline std::uint32_t scrambled(std::uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    x ^= x >> 16;
    return x;
}

}  // namespace

DropoutRule dropoutRule(std::uint64_t seed, double rate) {
    constexpr double kRange = 4294967296.0;
    return {static_cast<std::uint32_t>(seed ^ (seed >> 32)), static_cast<std::uint32_t>(rate * kRange),
            static_cast<float>(1.0 / (1.0 - rate))};
}

void dropout(const DropoutRule& rule, const std::uint32_t* places, const float* x, float* out, std::int64_t rows,
             std::int64_t width) {
    constexpr std::int64_t kRowGrain = 16;
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) {
            const std::uint32_t row = scrambled(places[t] ^ rule.salt);
            const float* in = x + t * width;
            float* to = out + t * width;
#pragma omp simd
            for (std::int64_t i = 0; i < width; ++i) {
                const std::uint32_t hash = scrambled(row + static_cast<std::uint32_t>(i) * 0x9e3779b9U);
                to[i] = hash < rule.threshold ? 0.0F : in[i] * rule.keep;
            }
        }
    });
}

}  // namespace azr::engine::kernels
