/// The arithmetic of one decoding step on the CPU: products with packed weights, normalisation, rotation, attention
/// over pages of keys and values. No torch, no threads, no allocation after packing. Every output row is computed by
/// the same operations in the same order whatever rows lie beside it, so a token's result depends on its own sequence
/// and the weights alone, bit for bit, on one machine and build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace azr::engine {

/// Widths of row buffers are multiples of this: kernels store whole vectors.
constexpr int kRowPadding = 32;
/// Positions in one page of the cache.
constexpr int kPagePositions = 16;

[[nodiscard]] constexpr int paddedWidth(int width) {
    return (width + kRowPadding - 1) / kRowPadding * kRowPadding;
}

struct FreeAligned {
    void operator()(void* memory) const;
};
template <class T>
using AlignedArray = std::unique_ptr<T[], FreeAligned>;
/// Zero-filled, aligned to a cache line; throws std::bad_alloc.
[[nodiscard]] AlignedArray<float> alignedFloats(std::size_t count);
[[nodiscard]] AlignedArray<std::uint16_t> alignedHalves(std::size_t count);

enum class WeightStorage : std::uint8_t { Float32, Bfloat16 };

/// What a product does to its output.
struct ProductTarget {
    float* out = nullptr;
    int stride = 0;               ///< floats between rows; at least paddedWidth(outputs)
    const float* bias = nullptr;  ///< of paddedWidth(outputs), or none
    bool add = false;             ///< add to what is there
};

/// Whether these kernels multiply rows of bf16 faster than fp32 ones, twice as many products at a time: they are
/// compiled for processors with AVX512-BF16.
[[nodiscard]] bool multipliesHalfRows();
/// Entries of a bf16 row of this width: whole pairs.
[[nodiscard]] constexpr int halfWidth(int width) {
    return (width + 1) / 2 * 2;
}
/// To the nearest bf16; out has halfWidth(width) entries, the last of an odd width is followed by 0.
void roundRow(const float* in, int width, std::uint16_t* out);

/// A weight [outputs x inputs], repacked in panels of a few outputs; bf16 ones in pairs of inputs. The sums are always
/// fp32.
class PackedMatrix {
  public:
    /// Takes the memory for a matrix of this shape, if it is not there already.
    void shape(int outputs, int inputs, WeightStorage storage);
    /// Rows [first, first + count) of the matrix; different rows may be packed from several threads.
    void packRows(const float* rows, int first, int count);
    void pack(const float* matrix, int outputs, int inputs, WeightStorage storage);
    /// One row of the matrix, back in order.
    void row(int output, float* out) const;
    /// Rows [first, first + count), back in order, as fp32 whatever they are stored in.
    void unpackRows(int first, int count, float* out) const;
    /// The same of a matrix that is stored in bf16, as it is.
    void unpackRows(int first, int count, std::uint16_t* out) const;
    [[nodiscard]] int panels() const { return m_panels; }
    [[nodiscard]] int outputs() const { return m_outputs; }
    [[nodiscard]] int inputs() const { return m_inputs; }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] WeightStorage storage() const { return m_half ? WeightStorage::Bfloat16 : WeightStorage::Float32; }
    /// Columns of panels [first, last) of out[rows x outputs] from in[rows x inputs].
    void multiply(const float* in, int inStride, int rows, const ProductTarget& target, int first, int last) const;
    /// The same from rows rounded by roundRow(), `inStride` entries apart; of a matrix stored in bf16.
    void multiply(const std::uint16_t* in, int inStride, int rows, const ProductTarget& target, int first,
                  int last) const;

  private:
    [[nodiscard]] std::size_t entries() const;
    [[nodiscard]] std::size_t begin(int output) const;
    [[nodiscard]] std::size_t step(int input) const;
    template <class Visit>
    void eachPart(int first, int count, const Visit& visit) const;
    void unpackWidened(int first, int count, float* out) const;
    template <class Row, class Weight>
    void multiplyPanels(const Weight* weights, const Row* in, int inStride, int rows, const ProductTarget& target,
                        int first, int last) const;

    int m_outputs = 0;
    int m_inputs = 0;
    int m_depth = 0;  ///< inputs, and one of zeros where bf16 pairs are not full
    int m_panels = 0;
    AlignedArray<float> m_wide;
    AlignedArray<std::uint16_t> m_half;
};

/// out = in / rms(in) * weight, over `width` entries.
void normaliseRow(const float* in, const float* weight, int width, float epsilon, float* out);
/// gateUp[0, width) = silu(gate) * up with gate = gateUp[0, width), up = gateUp[width, 2 width).
void activateRow(float* gateUp, int width);
/// The same with GELU in its approximation by tanh.
void activateRowGelu(float* gateUp, int width);
/// row becomes cap * tanh(row / cap); whole vectors, so it may be written up to paddedWidth(width).
void capRow(float* row, int width, float cap);
/// to += factor * from
void addScaled(float* to, const float* from, int width, float factor);
/// Rotates the first `turned` entries of a head in place, pairs (i, i + turned / 2) as Hugging Face; cosines and sines
/// of turned / 2.
void rotateHead(float* head, const float* cosines, const float* sines, int turned);

/// Floats of keys or of values of one head in a page: keys [headDim][16], values [16][headDim padded].
[[nodiscard]] constexpr int headBlock(int headDim) {
    return kPagePositions * ((headDim + 15) / 16 * 16);
}
/// Keys then values of one head at `position` within a page's block.
void storeKeyValue(float* block, int position, const float* key, const float* value, int headDim);
/// How the scores of a head are made.
struct ScoreRule {
    float scale = 0;  ///< of query times key
    float cap = 0;    ///< scores become cap * tanh(score / cap); 0: they stay
    int hidden = 0;   ///< positions at the beginning that are not seen, fewer than a page
};
/// Softmax attention of one query head over `length` positions. `pages[i] + offset` is the block of positions
/// [16 i, 16 i + 16); `scores` holds length rounded up to whole pages; `out` receives headDim entries.
void attendHead(const float* query, std::span<float* const> pages, std::size_t offset, int length, int headDim,
                const ScoreRule& rule, float* scores, float* out);

}  // namespace azr::engine
