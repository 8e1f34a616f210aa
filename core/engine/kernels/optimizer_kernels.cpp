#include "core/engine/kernels/optimizer_kernels.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <vector>

namespace azr::engine::kernels {
namespace {

constexpr std::int64_t kBlock = 16384;

}  // namespace

void adamW(float* weights, const float* gradient, float* first, float* second, std::int64_t size, const AdamStep& s) {
    const float rate = s.learningRate / s.firstCorrection, root = 1.0F / std::sqrt(s.secondCorrection);
    const float keep = 1.0F - s.learningRate * s.weightDecay;
    at::parallel_for(0, size, kBlock, [&](std::int64_t begin, std::int64_t end) {
#pragma omp simd
        for (std::int64_t i = begin; i < end; ++i) {
            const float g = gradient[i] * s.gradientScale;
            const float m = s.beta1 * first[i] + (1.0F - s.beta1) * g;
            const float v = s.beta2 * second[i] + (1.0F - s.beta2) * g * g;
            first[i] = m;
            second[i] = v;
            weights[i] = weights[i] * keep - rate * m / (std::sqrt(v) * root + s.epsilon);
        }
    });
}

double squaredNorm(const float* values, std::int64_t size) {
    // Blocks of a fixed size, added in order: the same sum for any number of threads.
    std::vector<double> sums(static_cast<std::size_t>((size + kBlock - 1) / kBlock), 0.0);
    at::parallel_for(0, static_cast<std::int64_t>(sums.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b) {
            double total = 0.0;
            const std::int64_t last = std::min(size, (b + 1) * kBlock);
#pragma omp simd reduction(+ : total)
            for (std::int64_t i = b * kBlock; i < last; ++i)
                total += static_cast<double>(values[i]) * static_cast<double>(values[i]);
            sums[static_cast<std::size_t>(b)] = total;
        }
    });
    double total = 0.0;
    for (const double sum : sums) total += sum;
    return total;
}

}  // namespace azr::engine::kernels
