#include "core/engine/kernels/head_kernels.h"

#include <ATen/Parallel.h>

#include "core/engine/kernels/vector_math_p.h"

namespace azr::engine::kernels {
namespace {

using simd::V16;

constexpr std::int64_t kRowGrain = 8;

RowOutcome outcomeOf(const float* row, std::int32_t target, std::int64_t n) {
    V16 best = simd::splat<V16>(-INFINITY);
    const auto at = [&](std::int64_t i) {
        return i + 16 <= n ? simd::load<V16>(row + i) : simd::loadTail(row + i, n - i, -INFINITY);
    };
    for (std::int64_t i = 0; i < n; i += 16) best = simd::larger(at(i), best);
    const float shift = simd::largest(best);
    V16 total{}, weighted{};
    for (std::int64_t i = 0; i < n; i += 16) {
        const V16 x = at(i) - shift, p = simd::exponential(x);
        total += p;
        weighted += p * simd::atLeast(x, -88.0F);  // 0 x infinity in the padding
    }
    const float sum = simd::sum(total), logSum = std::log(sum);
    return {row[target] - shift - logSum, logSum - simd::sum(weighted) / sum, shift + logSum};
}

void backwardRow(float* row, std::int32_t target, const RowOutcome& outcome, const RowGradient& g, std::int64_t n) {
    const auto gradient = [&](V16 x) {
        const V16 logp = x - outcome.logSum, p = simd::exponential(logp);
        return p * (-g.logprob - g.entropy * (logp + outcome.entropy));
    };
    std::int64_t i = 0;
    for (; i + 16 <= n; i += 16) simd::store(row + i, gradient(simd::load<V16>(row + i)));
    if (i < n) simd::storeTail(row + i, gradient(simd::loadTail(row + i, n - i, 0)), n - i);
    row[target] += g.logprob;
}

}  // namespace

void softmaxOutcomes(const float* logits, std::int64_t stride, const std::int32_t* targets, RowOutcome* outcomes,
                     std::int64_t rows, std::int64_t vocabulary) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) outcomes[t] = outcomeOf(logits + t * stride, targets[t], vocabulary);
    });
}

void softmaxBackward(float* logits, std::int64_t stride, const std::int32_t* targets, const RowOutcome* outcomes,
                     const RowGradient* gradients, std::int64_t rows, std::int64_t vocabulary) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            backwardRow(logits + t * stride, targets[t], outcomes[t], gradients[t], vocabulary);
    });
}

void gatherRows(const float* x, const std::int64_t* indices, float* out, std::int64_t count, std::int64_t width) {
    at::parallel_for(0, count, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            std::memcpy(out + i * width, x + indices[i] * width, static_cast<std::size_t>(width) * sizeof(float));
    });
}

void scatterRows(const float* in, const std::int64_t* indices, float* x, std::int64_t count, std::int64_t width) {
    // Threads own columns, not rows: equal rows then never meet.
    at::parallel_for(0, width, 32, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = 0; i < count; ++i)
            for (std::int64_t d = begin; d < end; ++d) x[indices[i] * width + d] += in[i * width + d];
    });
}

}  // namespace azr::engine::kernels
