#include "core/engine/attention_kernels.h"

#include <ATen/Parallel.h>

#include "core/engine/small_product_p.h"

namespace azr::engine::kernels {
namespace {

using simd::Left;
using simd::V16;

constexpr std::int64_t kQueryBlock = 32;

std::int64_t padded(std::int64_t n) {
    return (n + 15) / 16 * 16;
}

/// One sequence and one head of keys; offsets into a row of qkv.
struct Item {
    std::int64_t start, length;
    int kvHead;
};

Item itemOf(const AttentionShape& shape, std::span<const std::int64_t> starts, std::int64_t index) {
    const auto s = static_cast<std::size_t>(index / shape.kvHeads);
    return {starts[s], starts[s + 1] - starts[s], static_cast<int>(index % shape.kvHeads)};
}

std::int64_t longest(std::span<const std::int64_t> starts) {
    std::int64_t best = 1;
    for (std::size_t s = 0; s + 1 < starts.size(); ++s) best = std::max(best, starts[s + 1] - starts[s]);
    return best;
}

/// The scratch of one thread, cut up.
struct Work {
    float *keys, *values, *scores, *gradients;  // [E, n'], [E, n'], [block, n'], [block, n']
    std::int64_t stride;                        // n', a multiple of 16
    static std::int64_t size(std::int64_t n, int headDim) { return padded(n) * (2 * headDim + 2 * kQueryBlock); }
    Work(float* memory, std::int64_t n, int headDim)
        : keys(memory),
          values(keys + padded(n) * headDim),
          scores(values + padded(n) * headDim),
          gradients(scores + padded(n) * kQueryBlock),
          stride(padded(n)) {}
};

/// out [E, stride] = transpose of x [n, E] (rows `ld` apart), padded with zeros.
void transpose(const float* x, std::int64_t ld, std::int64_t n, int headDim, float* out, std::int64_t stride) {
    for (int d = 0; d < headDim; ++d) {
        float* row = out + d * stride;
        for (std::int64_t j = 0; j < n; ++j) row[j] = x[j * ld + d];
        for (std::int64_t j = n; j < padded(n); ++j) row[j] = 0.0F;
    }
}

/// Product whose result has E columns: the widest vectors that divide E.
template <bool kAdd>
void headProduct(Left a, const float* b, std::int64_t ldb, float* c, std::int64_t ldc, std::int64_t rows, int headDim,
                 std::int64_t depth) {
    if (headDim % 16 == 0)
        simd::product<V16, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
    else if (headDim % 8 == 0)
        simd::product<simd::V8, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
    else
        simd::product<float, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
}

/// Scores to unnormalised probabilities in place, zeros after `visible`; returns the log of the normaliser of the
/// scaled scores, and the factor that normalises.
struct Normaliser {
    float logSum, factor;
};

Normaliser softmaxRow(float* row, std::int64_t visible, std::int64_t width, float scale) {
    V16 best = simd::splat<V16>(-INFINITY);
    for (std::int64_t j = visible; j < width; ++j) row[j] = -INFINITY;
    for (std::int64_t j = 0; j < width; j += 16) {
        const V16 x = simd::load<V16>(row + j);
        best = x > best ? x : best;
    }
    const float shift = simd::largest(best) * scale;
    V16 total{};
    for (std::int64_t j = 0; j < width; j += 16) {
        const V16 p = simd::exponential(simd::load<V16>(row + j) * scale - shift);
        total += p;
        simd::store(row + j, p);
    }
    const float sum = simd::sum(total);
    return {shift + std::log(sum), 1.0F / sum};
}

/// Scores to probabilities, given the log of the normaliser; `gradients` (dP) to the gradient of the raw scores.
void backwardRow(float* row, float* gradients, std::int64_t visible, std::int64_t width, float scale, float logSum,
                 float delta) {
    for (std::int64_t j = visible; j < width; ++j) row[j] = -INFINITY;
    for (std::int64_t j = 0; j < width; j += 16) {
        const V16 p = simd::exponential(simd::load<V16>(row + j) * scale - logSum);
        simd::store(row + j, p);
        simd::store(gradients + j, p * (simd::load<V16>(gradients + j) - delta) * scale);
    }
}

float dot(const float* a, const float* b, int n) {
    float total = 0.0F;
#pragma omp simd reduction(+ : total)
    for (int i = 0; i < n; ++i) total += a[i] * b[i];
    return total;
}

struct Heads {
    AttentionShape shape;
    std::int64_t row = shape.rowWidth(), out = shape.outputWidth();
    float scale = 1.0F / std::sqrt(static_cast<float>(shape.headDim));
    int group = shape.heads / shape.kvHeads;
    [[nodiscard]] std::int64_t query(int h) const { return std::int64_t{h} * shape.headDim; }
    [[nodiscard]] std::int64_t key(int g) const { return std::int64_t{shape.heads + g} * shape.headDim; }
    [[nodiscard]] std::int64_t value(int g) const { return key(g) + std::int64_t{shape.kvHeads} * shape.headDim; }
};

void forwardItem(const Heads& heads, const Item& item, const float* qkv, float* output, float* logSums, Work work) {
    const int e = heads.shape.headDim;
    const float* base = qkv + item.start * heads.row;
    transpose(base + heads.key(item.kvHead), heads.row, item.length, e, work.keys, work.stride);
    for (int h = item.kvHead * heads.group; h < (item.kvHead + 1) * heads.group; ++h) {
        for (std::int64_t first = 0; first < item.length; first += kQueryBlock) {
            const std::int64_t last = std::min(first + kQueryBlock, item.length), width = padded(last);
            const float* queries = base + first * heads.row + heads.query(h);
            simd::product<V16, false>({queries, heads.row, 1}, work.keys, work.stride, work.scores, work.stride,
                                      last - first, width, e);
            float* out = output + (item.start + first) * heads.out + heads.query(h);
            float factors[kQueryBlock];
            for (std::int64_t i = first; i < last; ++i) {
                const auto n = softmaxRow(work.scores + (i - first) * work.stride, i + 1, width, heads.scale);
                logSums[(item.start + i) * heads.shape.heads + h] = n.logSum;
                factors[i - first] = n.factor;
            }
            headProduct<false>({work.scores, work.stride, 1}, base + heads.value(item.kvHead), heads.row, out,
                               heads.out, last - first, e, last);
            for (std::int64_t i = 0; i < last - first; ++i)
#pragma omp simd
                for (int d = 0; d < e; ++d) out[i * heads.out + d] *= factors[i];
        }
    }
}

struct BackwardArrays {
    const float *qkv, *output, *logSums, *dOutput;
    float* dQkv;
};

/// One block of queries of head `h`: its own gradient, and its share of that of keys and values.
void backwardBlock(const Heads& heads, const Item& item, int h, std::int64_t first, const BackwardArrays& arrays,
                   const Work& work) {
    const int e = heads.shape.headDim;
    const std::int64_t last = std::min(first + kQueryBlock, item.length), count = last - first, width = padded(last);
    const float* base = arrays.qkv + item.start * heads.row;
    float* dBase = arrays.dQkv + item.start * heads.row;
    const float* queries = base + first * heads.row + heads.query(h);
    const float* out = arrays.output + (item.start + first) * heads.out + heads.query(h);
    const float* dOut = arrays.dOutput + (item.start + first) * heads.out + heads.query(h);
    simd::product<V16, false>({queries, heads.row, 1}, work.keys, work.stride, work.scores, work.stride, count, width,
                              e);
    simd::product<V16, false>({dOut, heads.out, 1}, work.values, work.stride, work.gradients, work.stride, count, width,
                              e);
    for (std::int64_t i = 0; i < count; ++i)
        backwardRow(work.scores + i * work.stride, work.gradients + i * work.stride, first + i + 1, width, heads.scale,
                    arrays.logSums[(item.start + first + i) * heads.shape.heads + h],
                    dot(out + i * heads.out, dOut + i * heads.out, e));
    headProduct<false>({work.gradients, work.stride, 1}, base + heads.key(item.kvHead), heads.row,
                       dBase + first * heads.row + heads.query(h), heads.row, count, e, last);
    headProduct<true>({work.gradients, 1, work.stride}, queries, heads.row, dBase + heads.key(item.kvHead), heads.row,
                      last, e, count);
    headProduct<true>({work.scores, 1, work.stride}, dOut, heads.out, dBase + heads.value(item.kvHead), heads.row, last,
                      e, count);
}

void backwardItem(const Heads& heads, const Item& item, const BackwardArrays& arrays, const Work& work) {
    const int e = heads.shape.headDim;
    const float* base = arrays.qkv + item.start * heads.row;
    transpose(base + heads.key(item.kvHead), heads.row, item.length, e, work.keys, work.stride);
    transpose(base + heads.value(item.kvHead), heads.row, item.length, e, work.values, work.stride);
    for (std::int64_t j = 0; j < item.length; ++j) {
        float* row = arrays.dQkv + (item.start + j) * heads.row;
        std::fill_n(row + heads.key(item.kvHead), e, 0.0F);
        std::fill_n(row + heads.value(item.kvHead), e, 0.0F);
    }
    for (int h = item.kvHead * heads.group; h < (item.kvHead + 1) * heads.group; ++h)
        for (std::int64_t first = 0; first < item.length; first += kQueryBlock)
            backwardBlock(heads, item, h, first, arrays, work);
}

template <class Each>
void forEachItem(const AttentionShape& shape, std::span<const std::int64_t> starts, AttentionScratch& scratch,
                 Each each) {
    const std::int64_t n = longest(starts), size = Work::size(n, shape.headDim);
    scratch.floats.resize(std::max(scratch.floats.size(), static_cast<std::size_t>(size * at::get_num_threads())));
    const std::int64_t items = (static_cast<std::int64_t>(starts.size()) - 1) * shape.kvHeads;
    at::parallel_for(0, items, 1, [&](std::int64_t begin, std::int64_t end) {
        const Work work(scratch.floats.data() + size * at::get_thread_num(), n, shape.headDim);
        for (std::int64_t i = begin; i < end; ++i) each(itemOf(shape, starts, i), work);
    });
}

}  // namespace

void attention(const AttentionShape& shape, std::span<const std::int64_t> starts, const float* qkv, float* output,
               float* logSums, AttentionScratch& scratch) {
    const Heads heads{shape};
    forEachItem(shape, starts, scratch,
                [&](const Item& item, const Work& work) { forwardItem(heads, item, qkv, output, logSums, work); });
}

void attentionBackward(const AttentionShape& shape, std::span<const std::int64_t> starts, const float* qkv,
                       const float* output, const float* logSums, const float* dOutput, float* dQkv,
                       AttentionScratch& scratch) {
    const Heads heads{shape};
    const BackwardArrays arrays{qkv, output, logSums, dOutput, dQkv};
    forEachItem(shape, starts, scratch,
                [&](const Item& item, const Work& work) { backwardItem(heads, item, arrays, work); });
}

}  // namespace azr::engine::kernels
