#include "core/engine/packed_matrix_kernels.h"

#include <algorithm>
#include <vector>

#include "core/engine/decode_kernels_vector.h"
#include "core/weights/floats.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace azr::engine {
namespace {

constexpr int kPanel = 2 * kLanes;
constexpr int kDepthBlock = 512;  // inputs at a time: a panel's block stays in the nearest caches

/// How a product reads its two sides. An Input is what one lane of weights is multiplied with at a time.
struct WideFormat {
    using Weight = float;
    using Input = float;
    static constexpr int kGroup = 1;

    explicit WideFormat(const float* from) : weights(load(from)) {}
    [[nodiscard]] Vec addedTo(Vec sum, float x) const { return sum + x * weights; }

    Vec weights;
};

#if defined(__AVX512BF16__)

/// Two rounded inputs in 32 bits.
struct PairFormat {
    using Weight = std::uint16_t;
    using Input = std::uint32_t;
    static constexpr int kGroup = 2;

    explicit PairFormat(const std::uint16_t* from) { std::memcpy(&weights, from, sizeof weights); }
    [[nodiscard]] Vec addedTo(Vec sum, Input x) const {
        return std::bit_cast<Vec>(_mm512_dpbf16_ps(std::bit_cast<__m512>(sum),
                                                   std::bit_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(x))),
                                                   std::bit_cast<__m512bh>(weights)));
    }
    static void prepare(const float* in, int inputs, Input* out) {
        for (int i = 0; i < inputs; i += kLanes) {
            float some[kLanes] = {};
            const int count = std::min(kLanes, inputs - i);
            std::memcpy(some, in + i, static_cast<std::size_t>(count) * sizeof(float));
            const __m256bh rounded = _mm512_cvtneps_pbh(_mm512_loadu_ps(some));
            std::memcpy(out + i / 2, &rounded, static_cast<std::size_t>((count + 1) / 2) * sizeof(Input));
        }
    }

    __m512i weights;
};

#else

struct InputPair {
    float even, odd;
};

struct PairFormat {
    using Weight = std::uint16_t;
    using Input = InputPair;
    static constexpr int kGroup = 2;

    explicit PairFormat(const std::uint16_t* from) {
        IntVec bits;
        std::memcpy(&bits, from, sizeof bits);
        even = std::bit_cast<Vec>(bits << 16);
        odd = std::bit_cast<Vec>(bits & static_cast<std::int32_t>(0xffff0000));
    }
    [[nodiscard]] Vec addedTo(Vec sum, Input x) const { return sum + x.even * even + x.odd * odd; }
    static void prepare(const float* in, int inputs, Input* out) {
        for (int i = 0; i < inputs; i += 2) out[i / 2] = {in[i], i + 1 < inputs ? in[i + 1] : 0.0F};
    }

    Vec even, odd;
};

#endif

/// What is multiplied: rows of Inputs with panels of Weights; a depth of one is a group of inputs.
template <class Format>
struct Sides {
    const typename Format::Input* in;
    std::ptrdiff_t stride;
    const typename Format::Weight* weights;
    int depth;
};

/// out[Rows x kPanel] (+)= in[Rows x depth] * weights[depth x kPanel]; the sum of an entry runs over depth in order.
template <int Rows, class Format>
void multiplyTile(const Sides<Format>& sides, float* out, int outStride, const float* bias, bool add) {
    Vec sum[Rows][2];
#pragma GCC unroll 12
    for (int r = 0; r < Rows; ++r) {
        const bool begun = add || bias != nullptr;
        const float* start = add ? out + std::ptrdiff_t{r} * outStride : bias;
        sum[r][0] = begun ? load(start) : Vec{};
        sum[r][1] = begun ? load(start + kLanes) : Vec{};
    }
    const typename Format::Weight* weights = sides.weights;
    for (int k = 0; k < sides.depth; ++k, weights += Format::kGroup * kPanel) {
        const Format low(weights), high(weights + Format::kGroup * kLanes);
#pragma GCC unroll 12
        for (int r = 0; r < Rows; ++r) {
            const auto x = sides.in[r * sides.stride + k];
            sum[r][0] = low.addedTo(sum[r][0], x);
            sum[r][1] = high.addedTo(sum[r][1], x);
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < Rows; ++r) {
        store(out + std::ptrdiff_t{r} * outStride, sum[r][0]);
        store(out + std::ptrdiff_t{r} * outStride + kLanes, sum[r][1]);
    }
}

template <int Rows, class Format>
void multiplyRest(int rows, const Sides<Format>& sides, float* out, int outStride, const float* bias, bool add) {
    if constexpr (Rows > 0) {
        if (rows == Rows)
            multiplyTile<Rows>(sides, out, outStride, bias, add);
        else
            multiplyRest<Rows - 1>(rows, sides, out, outStride, bias, add);
    }
}

/// `whole` is all of the matrix: its first panel, its depth.
template <class Format>
void multiplyPanels(const Sides<Format>& whole, int rows, const ProductTarget& target, int first, int last) {
    constexpr int kBlock = kDepthBlock / Format::kGroup, kWidth = Format::kGroup * kPanel;
    for (int panel = first; panel < last; ++panel) {
        const auto* const columns = whole.weights + std::ptrdiff_t{panel} * kWidth * whole.depth;
        const float* const bias = target.bias != nullptr ? target.bias + panel * kPanel : nullptr;
        for (int k = 0; k < whole.depth; k += kBlock) {
            for (int r = 0; r < rows; r += kTileRows) {
                const Sides<Format> block{whole.in + r * whole.stride + k, whole.stride,
                                          columns + std::ptrdiff_t{k} * kWidth, std::min(kBlock, whole.depth - k)};
                float* const out = target.out + std::ptrdiff_t{r} * target.stride + panel * kPanel;
                multiplyRest<kTileRows>(std::min(kTileRows, rows - r), block, out, target.stride, bias,
                                        target.add || k > 0);
            }
        }
    }
}

/// Rows made ready for PairFormat, one after the other; grows to the largest product of a thread and stays.
const PairFormat::Input* preparedRows(const float* in, int inStride, int rows, int inputs) {
    thread_local std::vector<PairFormat::Input> buffer;
    const int pairs = (inputs + 1) / 2;
    const auto size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(pairs);
    if (buffer.size() < size) buffer.resize(size);
    for (int r = 0; r < rows; ++r)
        PairFormat::prepare(in + std::ptrdiff_t{r} * inStride, inputs, buffer.data() + std::ptrdiff_t{r} * pairs);
    return buffer.data();
}

}  // namespace

void PackedMatrix::shape(int outputs, int inputs, WeightStorage storage) {
    const bool half = storage == WeightStorage::Bfloat16;
    m_outputs = outputs;
    m_inputs = inputs;
    m_panels = (outputs + kPanel - 1) / kPanel;
    m_group = half ? PairFormat::kGroup : WideFormat::kGroup;
    if (half && !m_half) m_half = alignedHalves(size());
    if (!half && !m_wide) m_wide = alignedFloats(size());
}

std::size_t PackedMatrix::size() const {
    const int depth = (m_inputs + m_group - 1) / m_group * m_group;
    return static_cast<std::size_t>(m_panels) * kPanel * static_cast<std::size_t>(depth);
}

/// Where the first input of an output stands.
std::size_t PackedMatrix::place(int output) const {
    const int depth = (m_inputs + m_group - 1) / m_group * m_group;
    return static_cast<std::size_t>(output / kPanel) * kPanel * static_cast<std::size_t>(depth) +
           static_cast<std::size_t>(output % kPanel * m_group);
}

/// How much further a later input stands.
std::ptrdiff_t PackedMatrix::step(int input) const {
    return std::ptrdiff_t{input / m_group} * m_group * kPanel + input % m_group;
}

void PackedMatrix::packRows(const float* rows, int first, int count) {
    for (int o = first; o < first + count; ++o, rows += m_inputs) {
        if (m_half) {
            std::uint16_t* const to = m_half.get() + place(o);
            for (int i = 0; i < m_inputs; ++i) to[step(i)] = weights::toBfloat16(rows[i]);
        } else {
            float* const to = m_wide.get() + place(o);
            for (int i = 0; i < m_inputs; ++i) to[step(i)] = rows[i];
        }
    }
}

void PackedMatrix::pack(const float* matrix, int outputs, int inputs, WeightStorage storage) {
    shape(outputs, inputs, storage);
    packRows(matrix, 0, outputs);
}

void PackedMatrix::row(int output, float* out) const {
    const std::size_t from = place(output);
    for (int i = 0; i < m_inputs; ++i) {
        const std::size_t at = from + static_cast<std::size_t>(step(i));
        out[i] = m_half ? weights::fromBfloat16(m_half[at]) : m_wide[at];
    }
}

void PackedMatrix::unpackRows(int first, int count, float* out) const {
    unpack(m_wide.get(), first, count, out);
}

void PackedMatrix::unpackRows(int first, int count, std::uint16_t* out) const {
    unpack(m_half.get(), first, count, out);
}

template <class Weight>
void PackedMatrix::unpack(const Weight* weights, int first, int count, Weight* out) const {
    constexpr int kDepth = 64;  // of a panel at a time, so that every row reads it from the nearest cache
    for (int row = 0; row < count;) {
        const int inPanel = std::min(count - row, kPanel - (first + row) % kPanel);
        const Weight* const from = weights + place(first + row);
        for (int k = 0; k < m_inputs; k += kDepth)
            for (int r = 0; r < inPanel; ++r) {
                Weight* const to = out + static_cast<std::ptrdiff_t>(row + r) * m_inputs;
                for (int i = k; i < std::min(k + kDepth, m_inputs); ++i) to[i] = from[step(i) + r * m_group];
            }
        row += inPanel;
    }
}

std::size_t PackedMatrix::bytes() const {
    return size() * (m_half ? sizeof(std::uint16_t) : sizeof(float));
}

void PackedMatrix::multiply(const float* in, int inStride, int rows, const ProductTarget& target, int first,
                            int last) const {
    if (m_half) {
        const int pairs = (m_inputs + 1) / 2;
        const Sides<PairFormat> sides{preparedRows(in, inStride, rows, m_inputs), pairs, m_half.get(), pairs};
        multiplyPanels(sides, rows, target, first, last);
    } else {
        multiplyPanels(Sides<WideFormat>{in, inStride, m_wide.get(), m_inputs}, rows, target, first, last);
    }
}

}  // namespace azr::engine
