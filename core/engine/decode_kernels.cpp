#include "core/engine/decode_kernels.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>

#include "core/engine/decode_kernels_vector.h"

namespace azr::engine {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

void* allocate(std::size_t bytes) {
    const std::size_t alignment = bytes >= kHugePage ? kHugePage : kAlignment;
    void* memory = nullptr;
    if (::posix_memalign(&memory, alignment, bytes) != 0) throw std::bad_alloc();
    // Attention jumps between pages of the cache: with small ones every jump is a walk of the page table. The last,
    // partly used one stays small: a matrix of a few megabytes would waste a good part of it.
    if (alignment == kHugePage) ::madvise(memory, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
    std::memset(memory, 0, bytes);
    return memory;
}

/// Asks for the keys of the next page and the values of this one: they lie far apart, which no processor foresees.
void fetchAhead(const float* values, const float* nextKeys, int block) {
    constexpr int kLine = 16;
    for (int i = 0; i < block; i += kLine) {
        __builtin_prefetch(nextKeys + i);
        __builtin_prefetch(values + i);
    }
}

/// Scores of 16 positions in one page; four chains hide the latency of the sums.
void scorePage(const float* query, const float* keys, int headDim, float scale, float* scores) {
    for (int lane = 0; lane < kPagePositions; lane += kLanes) {
        Vec sum[4] = {};
        int d = 0;
        for (; d + 4 <= headDim; d += 4)
            for (int i = 0; i < 4; ++i) sum[i] += query[d + i] * load(keys + (d + i) * kPagePositions + lane);
        for (; d < headDim; ++d) sum[0] += query[d] * load(keys + d * kPagePositions + lane);
        store(scores + lane, ((sum[0] + sum[1]) + (sum[2] + sum[3])) * scale);
    }
}

/// Turns scores into weights exp(score - max) and returns their sum.
float weighScores(float* scores, int length, int padded) {
    std::fill(scores + length, scores + padded, -std::numeric_limits<float>::infinity());
    Vec highest = load(scores);
    for (int t = kLanes; t < padded; t += kLanes) highest = maximum(highest, load(scores + t));
    const Vec peak = broadcast(maxLane(highest));
    Vec total{};
    for (int t = 0; t < padded; t += kLanes) {
        const Vec weight = exponential(load(scores + t) - peak);
        store(scores + t, weight);
        total += weight;
    }
    return sumLanes(total);
}

/// out[0, kLanes) = scale * sum of weights[t] * values[t], for the dimensions from `d` on.
Vec mixValues(std::span<float* const> pages, std::size_t offset, int length, int width, int d, const float* weights) {
    Vec sum[4] = {};
    for (int base = 0; base < length; base += kPagePositions) {
        const float* values = pages[static_cast<std::size_t>(base / kPagePositions)] + offset + d;
        const int count = std::min(kPagePositions, length - base);
        int t = 0;
        for (; t + 4 <= count; t += 4)
            for (int i = 0; i < 4; ++i) sum[i] += weights[base + t + i] * load(values + (t + i) * width);
        for (; t < count; ++t) sum[0] += weights[base + t] * load(values + t * width);
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

}  // namespace

void FreeAligned::operator()(void* memory) const {
    std::free(memory);
}

AlignedArray<float> alignedFloats(std::size_t count) {
    return AlignedArray<float>(static_cast<float*>(allocate(count * sizeof(float))));
}

AlignedArray<std::uint16_t> alignedHalves(std::size_t count) {
    return AlignedArray<std::uint16_t>(static_cast<std::uint16_t*>(allocate(count * sizeof(std::uint16_t))));
}

void normaliseRow(const float* in, const float* weight, int width, float epsilon, float* out) {
    Vec sum{};
    int i = 0;
    for (; i + kLanes <= width; i += kLanes) sum += load(in + i) * load(in + i);
    float total = sumLanes(sum);
    for (; i < width; ++i) total += in[i] * in[i];
    const float scale = 1.0F / std::sqrt(total / static_cast<float>(width) + epsilon);
    for (i = 0; i + kLanes <= width; i += kLanes) store(out + i, load(in + i) * scale * load(weight + i));
    for (; i < width; ++i) out[i] = in[i] * scale * weight[i];
}

void activateRow(float* gateUp, int width) {
    float* const up = gateUp + width;
    int i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        const Vec gate = load(gateUp + i);
        store(gateUp + i, gate / (1.0F + exponential(-gate)) * load(up + i));
    }
    for (; i < width; ++i) gateUp[i] = gateUp[i] / (1.0F + std::exp(-gateUp[i])) * up[i];
}

void rotateHead(float* head, const float* cosines, const float* sines, int headDim) {
    const int half = headDim / 2;
    int i = 0;
    for (; i + kLanes <= half; i += kLanes) {
        const Vec x = load(head + i);
        const Vec y = load(head + half + i);
        const Vec c = load(cosines + i);
        const Vec s = load(sines + i);
        store(head + i, x * c - y * s);
        store(head + half + i, y * c + x * s);
    }
    for (; i < half; ++i) {
        const float x = head[i];
        const float y = head[half + i];
        head[i] = x * cosines[i] - y * sines[i];
        head[half + i] = y * cosines[i] + x * sines[i];
    }
}

void storeKeyValue(float* block, int position, const float* key, const float* value, int headDim) {
    for (int d = 0; d < headDim; ++d) block[d * kPagePositions + position] = key[d];
    float* const values = block + headBlock(headDim) + position * (headBlock(headDim) / kPagePositions);
    std::copy(value, value + headDim, values);
}

void attendHead(const float* query, std::span<float* const> pages, std::size_t offset, int length, int headDim,
                float* scores, float* out) {
    const float scale = 1.0F / std::sqrt(static_cast<float>(headDim));
    const int count = (length + kPagePositions - 1) / kPagePositions;
    const int block = headBlock(headDim);
    for (int page = 0; page < count; ++page) {
        const float* const keys = pages[static_cast<std::size_t>(page)] + offset;
        fetchAhead(keys + block, pages[static_cast<std::size_t>(std::min(page + 1, count - 1))] + offset, block);
        scorePage(query, keys, headDim, scale, scores + page * kPagePositions);
    }
    const float total = weighScores(scores, length, count * kPagePositions);
    const int width = block / kPagePositions;
    const std::size_t values = offset + static_cast<std::size_t>(block);
    for (int d = 0; d < headDim; d += kLanes) {
        const Vec mixed = mixValues(pages, values, length, width, d, scores) * (1.0F / total);
        if (d + kLanes <= headDim)
            store(out + d, mixed);
        else
            std::memcpy(out + d, &mixed, sizeof(float) * static_cast<std::size_t>(headDim - d));
    }
}

}  // namespace azr::engine
