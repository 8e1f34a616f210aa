#include "core/engine/kernels/decode_kernels.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <type_traits>

#include "core/engine/kernels/decode_kernels_vector.h"
#include "core/engine/kernels/tile_kernels.h"
#include "core/weights/floats.h"

namespace azr::engine {
namespace {

constexpr int kPanel = 2 * kLanes;
constexpr int kDepthBlock = 512;    // inputs at a time: a panel's block stays in the nearest caches
constexpr int kWidenedDepth = 256;  // of those that are widened first
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

/// The sums of a tile, [Rows x kPanel].
template <int Rows>
struct TileSums {
    Vec of[Rows][2];

    TileSums(const float* out, int stride, const float* bias, bool add) {
#pragma GCC unroll 12
        for (int r = 0; r < Rows; ++r) {
            const bool begun = add || bias != nullptr;
            const float* start = add ? out + std::ptrdiff_t{r} * stride : bias;
            of[r][0] = begun ? load(start) : Vec{};
            of[r][1] = begun ? load(start + kLanes) : Vec{};
        }
    }

    void take(const float* in, int inStride, Vec low, Vec high) {
#pragma GCC unroll 12
        for (int r = 0; r < Rows; ++r) {
            const float x = in[std::ptrdiff_t{r} * inStride];
            of[r][0] += x * low;
            of[r][1] += x * high;
        }
    }

    void takePairs(const std::uint16_t* in, int inStride, IntVec low, IntVec high) {
#pragma GCC unroll 12
        for (int r = 0; r < Rows; ++r) {
            std::int32_t pair = 0;
            std::memcpy(&pair, in + std::ptrdiff_t{r} * inStride, sizeof pair);
            const IntVec x = pair - IntVec{};
            of[r][0] = addProducts(of[r][0], x, low);
            of[r][1] = addProducts(of[r][1], x, high);
        }
    }

    void put(float* out, int stride) const {
#pragma GCC unroll 12
        for (int r = 0; r < Rows; ++r) {
            store(out + std::ptrdiff_t{r} * stride, of[r][0]);
            store(out + std::ptrdiff_t{r} * stride + kLanes, of[r][1]);
        }
    }
};

/// out[Rows x kPanel] (+)= in[Rows x depth] * weights[depth x kPanel]; the sum of an entry runs over depth in order.
template <int Rows>
void multiplyTile(const float* in, int inStride, const float* weights, int depth, float* out, int outStride,
                  const float* bias, bool add) {
    TileSums<Rows> sums(out, outStride, bias, add);
    for (int k = 0; k < depth; ++k, weights += kPanel)
        sums.take(in + k, inStride, load(weights), load(weights + kLanes));
    sums.put(out, outStride);
}

template <int Rows>
void multiplyTile(const float* in, int inStride, const std::uint16_t* weights, int depth, float* out, int outStride,
                  const float* bias, bool add) {
    TileSums<Rows> sums(out, outStride, bias, add);
    for (int k = 0; k < depth; k += 2, weights += 2 * kPanel) {
        const IntVec low = loadPairs(weights), high = loadPairs(weights + kPanel);
        sums.take(in + k, inStride, firstOfPairs(low), firstOfPairs(high));
        if (k + 1 < depth) sums.take(in + k + 1, inStride, secondOfPairs(low), secondOfPairs(high));
    }
    sums.put(out, outStride);
}

template <int Rows>
void multiplyTile(const std::uint16_t* in, int inStride, const std::uint16_t* weights, int depth, float* out,
                  int outStride, const float* bias, bool add) {
    TileSums<Rows> sums(out, outStride, bias, add);
    for (int k = 0; k < depth; k += 2, weights += 2 * kPanel)
        sums.takePairs(in + k, inStride, loadPairs(weights), loadPairs(weights + kPanel));
    sums.put(out, outStride);
}

template <int Rows, class Row, class Weight>
void multiplyRest(int rows, const Row* in, int inStride, const Weight* weights, int depth, float* out, int outStride,
                  const float* bias, bool add) {
    if constexpr (Rows > 0) {
        if (rows == Rows)
            multiplyTile<Rows>(in, inStride, weights, depth, out, outStride, bias, add);
        else
            multiplyRest<Rows - 1>(rows, in, inStride, weights, depth, out, outStride, bias, add);
    }
}

/// A panel's block of bf16 pairs as fp32, the way a matrix in fp32 lies.
void widen(const std::uint16_t* pairs, int depth, float* out) {
    for (int k = 0; k < depth; k += 2, pairs += 2 * kPanel, out += 2 * kPanel) {
        const IntVec low = loadPairs(pairs), high = loadPairs(pairs + kPanel);
        store(out, firstOfPairs(low));
        store(out + kLanes, firstOfPairs(high));
        store(out + kPanel, secondOfPairs(low));
        store(out + kPanel + kLanes, secondOfPairs(high));
    }
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

bool multipliesHalfRows() {
    return kMultipliesPairs;
}

void roundRow(const float* in, int width, std::uint16_t* out) {
    // The rule of weights::toBfloat16, without its branch: the compiler makes vectors of it.
    for (int i = 0; i < width; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(in[i]);
        const std::uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
        out[i] = static_cast<std::uint16_t>(in[i] != in[i] ? 0x7fc0 : rounded);
    }
    if (width % 2 != 0) out[width] = 0;
}

std::size_t PackedMatrix::entries() const {
    return static_cast<std::size_t>(m_panels) * kPanel * static_cast<std::size_t>(m_depth);
}

void PackedMatrix::shape(int outputs, int inputs, WeightStorage storage) {
    const bool half = storage == WeightStorage::Bfloat16;
    m_outputs = outputs;
    m_inputs = inputs;
    m_depth = half ? halfWidth(inputs) : inputs;
    m_panels = (outputs + kPanel - 1) / kPanel;
    if (half && !m_half) m_half = alignedHalves(entries());
    if (!half && !m_wide) m_wide = alignedFloats(entries());
}

/// Where a row's first entry stands.
std::size_t PackedMatrix::begin(int output) const {
    return static_cast<std::size_t>(output / kPanel) * kPanel * static_cast<std::size_t>(m_depth) +
           static_cast<std::size_t>(output % kPanel * (m_half ? 2 : 1));
}

/// From there to another entry: in fp32 the inputs of a panel lie below each other, in bf16 pairs of them do.
std::size_t PackedMatrix::step(int input) const {
    const auto i = static_cast<std::size_t>(input);
    return m_half ? i / 2 * 2 * kPanel + i % 2 : i * kPanel;
}

void PackedMatrix::packRows(const float* rows, int first, int count) {
    for (int o = first; o < first + count; ++o, rows += m_inputs) {
        const std::size_t to = begin(o);
        for (int i = 0; i < m_inputs; ++i) {
            if (m_half)
                m_half[to + step(i)] = weights::toBfloat16(rows[i]);
            else
                m_wide[to + step(i)] = rows[i];
        }
    }
}

void PackedMatrix::pack(const float* matrix, int outputs, int inputs, WeightStorage storage) {
    shape(outputs, inputs, storage);
    packRows(matrix, 0, outputs);
}

void PackedMatrix::row(int output, float* out) const {
    const std::size_t from = begin(output);
    for (int i = 0; i < m_inputs; ++i)
        out[i] = m_half ? weights::fromBfloat16(m_half[from + step(i)]) : m_wide[from + step(i)];
}

/// visit(row, first entry, entry behind the last, where the row begins in its panel): a panel's rows by turns, a few
/// entries at a time, so that each reads them from the nearest cache.
template <class Visit>
void PackedMatrix::eachPart(int first, int count, const Visit& visit) const {
    constexpr int kDepth = 64;
    for (int row = 0; row < count;) {
        const int inPanel = std::min(count - row, kPanel - (first + row) % kPanel);
        for (int k = 0; k < m_inputs; k += kDepth)
            for (int r = row; r < row + inPanel; ++r) visit(r, k, std::min(k + kDepth, m_inputs), begin(first + r));
        row += inPanel;
    }
}

void PackedMatrix::unpackRows(int first, int count, float* out) const {
    if (m_half) return unpackWidened(first, count, out);
    eachPart(first, count, [&](int row, int begin, int end, std::size_t start) {
        const float* const from = m_wide.get() + start;
        float* const to = out + static_cast<std::ptrdiff_t>(row) * m_inputs;
        for (int i = begin; i < end; ++i) to[i] = from[static_cast<std::ptrdiff_t>(i) * kPanel];
    });
}

void PackedMatrix::unpackWidened(int first, int count, float* out) const {
    eachPart(first, count, [&](int row, int begin, int end, std::size_t start) {
        const std::uint16_t* const from = m_half.get() + start;
        float* const to = out + static_cast<std::ptrdiff_t>(row) * m_inputs;
        int i = begin;
        for (; i + 2 <= end; i += 2) {  // a pair lies together; bf16 is the upper half of a float
            std::uint32_t pair = 0;
            std::memcpy(&pair, from + static_cast<std::ptrdiff_t>(i) * kPanel, sizeof pair);
            const std::uint32_t widened[2] = {pair << 16, pair & 0xffff0000U};
            std::memcpy(to + i, widened, sizeof widened);
        }
        if (i < end) to[i] = weights::fromBfloat16(from[static_cast<std::ptrdiff_t>(i) * kPanel]);
    });
}

void PackedMatrix::unpackRows(int first, int count, std::uint16_t* out) const {
    eachPart(first, count, [&](int row, int begin, int end, std::size_t start) {
        const std::uint16_t* const from = m_half.get() + start;
        std::uint16_t* const to = out + static_cast<std::ptrdiff_t>(row) * m_inputs;
        int i = begin;
        for (; i + 2 <= end; i += 2) std::memcpy(to + i, from + static_cast<std::ptrdiff_t>(i) * kPanel, 4);
        if (i < end) to[i] = from[static_cast<std::ptrdiff_t>(i) * kPanel];
    });
}

std::size_t PackedMatrix::bytes() const {
    return entries() * (m_half ? sizeof(std::uint16_t) : sizeof(float));
}

void PackedMatrix::multiply(const float* in, int inStride, int rows, const ProductTarget& target, int first,
                            int last) const {
    if (m_half)
        multiplyPanels(m_half.get(), in, inStride, rows, target, first, last);
    else
        multiplyPanels(m_wide.get(), in, inStride, rows, target, first, last);
}

void PackedMatrix::multiply(const std::uint16_t* in, int inStride, int rows, const ProductTarget& target, int first,
                            int last) const {
    if (kPanel != kTilePanel || m_inputs % kTileDepth != 0 || !multipliesTiles())
        return multiplyPanels(m_half.get(), in, inStride, rows, target, first, last);
    const int column = first * kPanel;
    ProductTarget part = target;
    part.out += column;
    if (part.bias != nullptr) part.bias += column;
    multiplyTiles(in, inStride, rows,
                  m_half.get() + static_cast<std::size_t>(column) * static_cast<std::size_t>(m_depth), last - first,
                  m_inputs, part);
}

template <class Row, class Weight>
void PackedMatrix::multiplyPanels(const Weight* weights, const Row* in, int inStride, int rows,
                                  const ProductTarget& target, int first, int last) const {
    // Rows of fp32 want weights of fp32: widened once for all rows instead of once for each tile of them.
    const bool widened = !std::is_same_v<Weight, float> && std::is_same_v<Row, float> && rows > kTileRows;
    const int blockDepth = widened ? kWidenedDepth : kDepthBlock;
    for (int panel = first; panel < last; ++panel) {
        const Weight* const columns = weights + static_cast<std::size_t>(panel) * kPanel * m_depth;
        const float* const bias = target.bias != nullptr ? target.bias + panel * kPanel : nullptr;
        for (int k = 0; k < m_inputs; k += blockDepth) {
            const int depth = std::min(blockDepth, m_inputs - k);
            const bool add = target.add || k > 0;
            const Weight* const block = columns + static_cast<std::size_t>(k) * kPanel;
            const auto multiplyRows = [&](const auto* from) {
                for (int r = 0; r < rows; r += kTileRows) {
                    const Row* const x = in + static_cast<std::ptrdiff_t>(r) * inStride + k;
                    float* const y = target.out + static_cast<std::ptrdiff_t>(r) * target.stride + panel * kPanel;
                    multiplyRest<kTileRows>(std::min(kTileRows, rows - r), x, inStride, from, depth, y, target.stride,
                                            bias, add);
                }
            };
            if constexpr (!std::is_same_v<Weight, float> && std::is_same_v<Row, float>) {
                if (widened) {
                    alignas(kAlignment) float wide[kWidenedDepth * kPanel];
                    widen(block, depth, wide);
                    multiplyRows(wide);
                    continue;
                }
            }
            multiplyRows(block);
        }
    }
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

namespace {

/// tanh, to about 1e-7.
Vec tanhOf(Vec x) {
    return 1.0F - 2.0F / (1.0F + exponential(x + x));
}

}  // namespace

void activateRowGelu(float* gateUp, int width) {
    // x (1 + tanh(u)) / 2 = x sigmoid(2 u)
    constexpr float kTwice = 1.5957691216057308F, kCubic = 0.044715F;
    float* const up = gateUp + width;
    int i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        const Vec gate = load(gateUp + i);
        const Vec inner = kTwice * gate * (1.0F + kCubic * gate * gate);
        store(gateUp + i, gate / (1.0F + exponential(-inner)) * load(up + i));
    }
    for (; i < width; ++i) {
        const float gate = gateUp[i], inner = kTwice * gate * (1.0F + kCubic * gate * gate);
        gateUp[i] = gate / (1.0F + std::exp(-inner)) * up[i];
    }
}

void capRow(float* row, int width, float cap) {
    for (int i = 0; i < width; i += kLanes) store(row + i, tanhOf(load(row + i) * (1.0F / cap)) * cap);
}

void addScaled(float* to, const float* from, int width, float factor) {
    for (int i = 0; i < width; ++i) to[i] += factor * from[i];
}

void rotateHead(float* head, const float* cosines, const float* sines, int turned) {
    const int half = turned / 2;
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
                const ScoreRule& rule, float* scores, float* out) {
    const int count = (length + kPagePositions - 1) / kPagePositions;
    const int block = headBlock(headDim);
    for (int page = 0; page < count; ++page) {
        const float* const keys = pages[static_cast<std::size_t>(page)] + offset;
        fetchAhead(keys + block, pages[static_cast<std::size_t>(std::min(page + 1, count - 1))] + offset, block);
        scorePage(query, keys, headDim, rule.scale, scores + page * kPagePositions);
    }
    if (rule.cap > 0) capRow(scores, count * kPagePositions, rule.cap);
    std::fill_n(scores, rule.hidden, -std::numeric_limits<float>::infinity());
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
