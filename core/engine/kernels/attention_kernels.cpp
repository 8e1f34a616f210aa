#include "core/engine/kernels/attention_kernels.h"

#include <ATen/Parallel.h>

#include "core/engine/kernels/small_product_p.h"

namespace azr::engine::kernels {
namespace {

using simd::Left;
using simd::V16;

constexpr std::int64_t kQueryBlock = 32;

std::int64_t padded(std::int64_t n) {
    return (n + 15) / 16 * 16;
}

std::int64_t longest(const AttentionPlan& plan) {
    std::int64_t best = 1;
    for (const auto& span : plan.spans) best = std::max(best, span.before + span.length);
    return best;
}

std::int64_t rowsOf(const AttentionPlan& plan) {
    return plan.spans.empty() ? 0 : plan.spans.back().start + plan.spans.back().length;
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

/// Columns [first, first + n) of out [E, stride] = transpose of x [n, E] (rows `ld` apart), zeros up to a full vector.
void transpose(const float* x, std::int64_t ld, std::int64_t first, std::int64_t n, int headDim, float* out,
               std::int64_t stride) {
    for (int d = 0; d < headDim; ++d) {
        float* row = out + d * stride + first;
        for (std::int64_t j = 0; j < n; ++j) row[j] = x[j * ld + d];
        for (std::int64_t j = n; j < padded(first + n) - first; ++j) row[j] = 0.0F;
    }
}

/// Product whose result has E columns: the widest vectors that divide E.
template <bool kAdd>
void headProduct(Left a, const float* b, std::int64_t ldb, float* c, std::int64_t ldc, std::int64_t rows, int headDim,
                 std::int64_t depth) {
    if (headDim % simd::kLanes<simd::Wide> == 0)
        simd::product<simd::Wide, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
    else if (headDim % 8 == 0)
        simd::product<simd::V8, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
    else
        simd::product<float, kAdd>(a, b, ldb, c, ldc, rows, headDim, depth);
}

/// The part of a row of scores that is looked at: columns [first, last) are seen, those from `begin` on up to `width`
/// (whole vectors) are computed.
struct Seen {
    std::int64_t begin, first, last, width;
    void hide(float* row) const {
        for (std::int64_t j = begin; j < first; ++j) row[j] = -INFINITY;
        for (std::int64_t j = last; j < width; ++j) row[j] = -INFINITY;
    }
};

/// tanh to about 1e-7.
[[gnu::always_inline]] inline V16 tanhOf(V16 x) {
    return 1.0F - 2.0F / (1.0F + simd::exponential(x + x));
}

/// Raw scores become those whose scaled values are capped.
void capRow(float* row, const Seen& seen, float scale, float cap) {
    for (std::int64_t j = seen.begin; j < seen.width; j += 16)
        simd::store(row + j, tanhOf(simd::load<V16>(row + j) * (scale / cap)) * (cap / scale));
}

/// Scores to unnormalised probabilities in place, zeros where nothing is seen; returns the log of the normaliser of the
/// scaled scores, and the factor that normalises.
struct Normaliser {
    float logSum, factor;
};

Normaliser softmaxRow(float* row, const Seen& seen, float scale) {
    V16 best = simd::splat<V16>(-INFINITY);
    seen.hide(row);
    for (std::int64_t j = seen.begin; j < seen.width; j += 16) best = simd::larger(simd::load<V16>(row + j), best);
    const float shift = simd::largest(best) * scale;
    V16 total{};
    for (std::int64_t j = seen.begin; j < seen.width; j += 16) {
        const V16 p = simd::exponential(simd::load<V16>(row + j) * scale - shift);
        total += p;
        simd::store(row + j, p);
    }
    const float sum = simd::sum(total);
    return {shift + std::log(sum), 1.0F / sum};
}

/// Scores to probabilities, given the log of the normaliser; `gradients` (dP) to the gradient of the raw scores.
void backwardRow(float* row, float* gradients, const Seen& seen, float scale, float logSum, float delta) {
    seen.hide(row);
    for (std::int64_t j = seen.begin; j < seen.width; j += 16) {
        const V16 p = simd::exponential(simd::load<V16>(row + j) * scale - logSum);
        simd::store(row + j, p);
        simd::store(gradients + j, p * (simd::load<V16>(gradients + j) - delta) * scale);
    }
}

/// What capRow() does to the gradient: `row` holds what it made of the scores.
void capGradient(const float* row, float* gradients, const Seen& seen, float scale, float cap) {
    for (std::int64_t j = seen.begin; j < seen.width; j += 16) {
        const V16 t = simd::load<V16>(row + j) * (scale / cap);
        simd::store(gradients + j, simd::load<V16>(gradients + j) * (1.0F - t * t));
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
    float scale = shape.scale > 0 ? shape.scale : 1.0F / std::sqrt(static_cast<float>(shape.headDim));
    int group = shape.heads / shape.kvHeads;
    [[nodiscard]] std::int64_t query(int h) const { return std::int64_t{h} * shape.headDim; }
    [[nodiscard]] std::int64_t key(int g) const { return std::int64_t{shape.heads + g} * shape.headDim; }
    /// What the query at `position` sees of a block that begins at `block`.
    [[nodiscard]] Seen seenBy(std::int64_t position, std::int64_t block, std::int64_t width) const {
        if (shape.window == 0) return {0, 0, position + 1, width};
        const auto from = [&](std::int64_t query) { return std::max<std::int64_t>(0, query + 1 - shape.window); };
        return {from(block) / 16 * 16, from(position), position + 1, width};
    }
    [[nodiscard]] std::int64_t value(int g) const { return key(g) + std::int64_t{shape.kvHeads} * shape.headDim; }
};

/// One query head in one span.
struct Item {
    const std::vector<AttentionSpan>& spans;
    AttentionSpan span;
    int head, kvHead;
};

/// visit(span) for those above, from the parent up; the keys of each stand in columns from its `before` on.
template <class Visit>
void eachAbove(const Item& item, const Visit& visit) {
    for (auto i = item.span.parent; i != AttentionSpan::kRoot; i = item.spans[static_cast<std::size_t>(i)].parent)
        visit(item.spans[static_cast<std::size_t>(i)]);
}

void forwardItem(const Heads& heads, const Item& item, const float* qkv, float* output, float* logSums,
                 const Work& work) {
    const int e = heads.shape.headDim;
    const auto& [start, length, parent, before] = item.span;
    const float* base = qkv + start * heads.row;
    const float* values = qkv + heads.value(item.kvHead);
    // Depth first: the columns of the spans above are there already.
    transpose(base + heads.key(item.kvHead), heads.row, before, length, e, work.keys, work.stride);
    for (std::int64_t first = 0; first < length; first += kQueryBlock) {
        const std::int64_t last = std::min(first + kQueryBlock, length), width = padded(before + last);
        const std::int64_t block = before + first, begin = heads.seenBy(block, block, width).begin;
        const float* queries = base + first * heads.row + heads.query(item.head);
        simd::product<simd::Wide, false>({queries, heads.row, 1}, work.keys + begin, work.stride, work.scores + begin,
                                         work.stride, last - first, width - begin, e);
        float* out = output + (start + first) * heads.out + heads.query(item.head);
        float factors[kQueryBlock];
        for (std::int64_t i = first; i < last; ++i) {
            float* const row = work.scores + (i - first) * work.stride;
            const Seen seen = heads.seenBy(before + i, block, width);
            if (heads.shape.cap > 0) capRow(row, seen, heads.scale, heads.shape.cap);
            const auto n = softmaxRow(row, seen, heads.scale);
            logSums[(start + i) * heads.shape.heads + item.head] = n.logSum;
            factors[i - first] = n.factor;
        }
        const std::int64_t own = std::max<std::int64_t>(0, begin - before);  // rows of the span before the window
        headProduct<false>({work.scores + before + own, work.stride, 1}, values + (start + own) * heads.row, heads.row,
                           out, heads.out, last - first, e, last - own);
        eachAbove(item, [&](const AttentionSpan& above) {
            const std::int64_t skipped = std::clamp<std::int64_t>(begin - above.before, 0, above.length);
            if (skipped == above.length) return;
            headProduct<true>({work.scores + above.before + skipped, work.stride, 1},
                              values + (above.start + skipped) * heads.row, heads.row, out, heads.out, last - first, e,
                              above.length - skipped);
        });
        for (std::int64_t i = 0; i < last - first; ++i)
#pragma omp simd
            for (int d = 0; d < e; ++d) out[i * heads.out + d] *= factors[i];
    }
}

/// Where a query head adds up gradients of keys and values: in its own columns, or straight in dQkv if it shares them
/// with none.
struct KeyGradients {
    float *keys, *values;  // of row 0
    std::int64_t stride;
};

struct BackwardArrays {
    const float *qkv, *output, *logSums, *dOutput;
    float *dQkv, *shares;

    [[nodiscard]] KeyGradients keysOf(const Heads& heads, const Item& item) const {
        if (heads.group == 1) return {dQkv + heads.key(item.kvHead), dQkv + heads.value(item.kvHead), heads.row};
        return {shares + heads.query(item.head), shares + heads.out + heads.query(item.head), 2 * heads.out};
    }
};

/// One block of queries, the first at `position`: recomputed probabilities in work.scores, gradients of the raw scores
/// in work.gradients.
void scoreGradients(const Heads& heads, const Item& item, std::int64_t row, std::int64_t count, std::int64_t position,
                    const BackwardArrays& arrays, const Work& work) {
    const int e = heads.shape.headDim;
    const std::int64_t width = padded(position + count), begin = heads.seenBy(position, position, width).begin;
    const float* queries = arrays.qkv + row * heads.row + heads.query(item.head);
    const float* out = arrays.output + row * heads.out + heads.query(item.head);
    const float* dOut = arrays.dOutput + row * heads.out + heads.query(item.head);
    simd::product<simd::Wide, false>({queries, heads.row, 1}, work.keys + begin, work.stride, work.scores + begin,
                                     work.stride, count, width - begin, e);
    simd::product<simd::Wide, false>({dOut, heads.out, 1}, work.values + begin, work.stride, work.gradients + begin,
                                     work.stride, count, width - begin, e);
    const float cap = heads.shape.cap;
    for (std::int64_t i = 0; i < count; ++i) {
        float *const scores = work.scores + i * work.stride, *const gradients = work.gradients + i * work.stride;
        const Seen seen = heads.seenBy(position + i, position, width);
        const float logSum = arrays.logSums[(row + i) * heads.shape.heads + item.head];
        const float delta = dot(out + i * heads.out, dOut + i * heads.out, e);
        if (cap > 0) {
            capRow(scores, seen, heads.scale, cap);
            for (std::int64_t j = seen.begin; j < width; ++j) gradients[j] -= delta;
            capGradient(scores, gradients, seen, heads.scale, cap);
            backwardRow(scores, gradients, seen, heads.scale, logSum, 0.0F);
        } else {
            backwardRow(scores, gradients, seen, heads.scale, logSum, delta);
        }
    }
}

/// Adds what a block of queries sends to `n` keys and values from row `keyRow` on, which stand in columns from
/// `column`; `kAddQuery`: adds to the gradient of the queries, too, instead of setting it.
template <bool kAddQuery>
void sendGradients(const Heads& heads, const Item& item, std::int64_t row, std::int64_t count, std::int64_t keyRow,
                   std::int64_t n, std::int64_t column, const BackwardArrays& arrays, const Work& work) {
    const int e = heads.shape.headDim;
    const std::int64_t query = row * heads.row + heads.query(item.head);
    const std::int64_t key = keyRow * heads.row + heads.key(item.kvHead);
    const float* dOut = arrays.dOutput + row * heads.out + heads.query(item.head);
    const KeyGradients to = arrays.keysOf(heads, item);
    headProduct<kAddQuery>({work.gradients + column, work.stride, 1}, arrays.qkv + key, heads.row, arrays.dQkv + query,
                           heads.row, count, e, n);
    headProduct<true>({work.gradients + column, 1, work.stride}, arrays.qkv + query, heads.row,
                      to.keys + keyRow * to.stride, to.stride, n, e, count);
    headProduct<true>({work.scores + column, 1, work.stride}, dOut, heads.out, to.values + keyRow * to.stride,
                      to.stride, n, e, count);
}

void backwardItem(const Heads& heads, const Item& item, const BackwardArrays& arrays, const Work& work) {
    const int e = heads.shape.headDim;
    const auto& [start, length, parent, before] = item.span;
    const float* base = arrays.qkv + start * heads.row;
    transpose(base + heads.key(item.kvHead), heads.row, before, length, e, work.keys, work.stride);
    transpose(base + heads.value(item.kvHead), heads.row, before, length, e, work.values, work.stride);
    const KeyGradients to = arrays.keysOf(heads, item);
    for (std::int64_t j = start; j < start + length; ++j) {
        std::fill_n(to.keys + j * to.stride, e, 0.0F);
        std::fill_n(to.values + j * to.stride, e, 0.0F);
    }
    for (std::int64_t first = 0; first < length; first += kQueryBlock) {
        const std::int64_t count = std::min(kQueryBlock, length - first), row = start + first;
        const std::int64_t position = before + first;
        scoreGradients(heads, item, row, count, position, arrays, work);
        const std::int64_t begin = heads.seenBy(position, position, padded(position + count)).begin;
        const std::int64_t own = std::max<std::int64_t>(0, begin - before);  // rows of the span before the window
        sendGradients<false>(heads, item, row, count, start + own, first + count - own, before + own, arrays, work);
        eachAbove(item, [&](const AttentionSpan& above) {
            const std::int64_t skipped = std::clamp<std::int64_t>(begin - above.before, 0, above.length);
            if (skipped < above.length)
                sendGradients<true>(heads, item, row, count, above.start + skipped, above.length - skipped,
                                    above.before + skipped, arrays, work);
        });
    }
}

/// What the query heads sent, added up in their order.
void addShares(const Heads& heads, const float* shares, std::int64_t rows, float* dQkv) {
    const int e = heads.shape.headDim;
    at::parallel_for(0, rows, 64, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            for (int g = 0; g < heads.shape.kvHeads; ++g)
                for (const bool values : {false, true}) {
                    float* to = dQkv + t * heads.row + (values ? heads.value(g) : heads.key(g));
                    const float* from =
                        shares + t * 2 * heads.out + (values ? heads.out : 0) + heads.query(g * heads.group);
                    std::copy_n(from, e, to);
                    for (int h = 1; h < heads.group; ++h)
                        for (int d = 0; d < e; ++d) to[d] += from[h * e + d];
                }
    });
}

template <class Each>
void forEachItem(const AttentionShape& shape, const AttentionPlan& plan, AttentionScratch& scratch, Each each) {
    const std::int64_t n = longest(plan), size = Work::size(n, shape.headDim);
    scratch.floats.resize(std::max(scratch.floats.size(), static_cast<std::size_t>(size * at::get_num_threads())));
    const std::int64_t items = (static_cast<std::int64_t>(plan.groups.size()) - 1) * shape.heads;
    const int shared = shape.heads / shape.kvHeads;
    at::parallel_for(0, items, 1, [&](std::int64_t begin, std::int64_t end) {
        const Work work(scratch.floats.data() + size * at::get_thread_num(), n, shape.headDim);
        for (std::int64_t i = begin; i < end; ++i) {
            const auto group = static_cast<std::size_t>(i / shape.heads);
            const int head = static_cast<int>(i % shape.heads);
            for (std::size_t s = plan.groups[group]; s < plan.groups[group + 1]; ++s)
                each(Item{plan.spans, plan.spans[s], head, head / shared}, work);
        }
    });
}

}  // namespace

void attention(const AttentionShape& shape, const AttentionPlan& plan, const float* qkv, float* output, float* logSums,
               AttentionScratch& scratch) {
    const Heads heads{shape};
    forEachItem(shape, plan, scratch,
                [&](const Item& item, const Work& work) { forwardItem(heads, item, qkv, output, logSums, work); });
}

void attentionBackward(const AttentionShape& shape, const AttentionPlan& plan, const float* qkv, const float* output,
                       const float* logSums, const float* dOutput, float* dQkv, AttentionScratch& scratch) {
    const Heads heads{shape};
    const std::int64_t rows = rowsOf(plan);
    if (heads.group > 1)
        scratch.shares.resize(std::max(scratch.shares.size(), static_cast<std::size_t>(rows * 2 * heads.out)));
    const BackwardArrays arrays{qkv, output, logSums, dOutput, dQkv, scratch.shares.data()};
    forEachItem(shape, plan, scratch,
                [&](const Item& item, const Work& work) { backwardItem(heads, item, arrays, work); });
    if (heads.group > 1) addShares(heads, arrays.shares, rows, dQkv);
}

}  // namespace azr::engine::kernels
