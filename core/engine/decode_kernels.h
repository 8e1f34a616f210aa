/// The arithmetic of one decoding step on the CPU beside the products (packed_matrix_kernels.h): normalisation,
/// rotation, attention over pages of keys and values. No torch, no threads, no allocation. Every output row is computed
/// by the same operations in the same order whatever rows lie beside it, so a token's result depends on its own
/// sequence and the weights alone, bit for bit, on one machine and build.
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

/// out = in / rms(in) * weight, over `width` entries.
void normaliseRow(const float* in, const float* weight, int width, float epsilon, float* out);
/// gateUp[0, width) = silu(gate) * up with gate = gateUp[0, width), up = gateUp[width, 2 width).
void activateRow(float* gateUp, int width);
/// Rotates one head in place, pairs (i, i + headDim / 2) as Hugging Face; cosines and sines of headDim / 2.
void rotateHead(float* head, const float* cosines, const float* sines, int headDim);

/// Floats of keys or of values of one head in a page: keys [headDim][16], values [16][headDim padded].
[[nodiscard]] constexpr int headBlock(int headDim) {
    return kPagePositions * ((headDim + 15) / 16 * 16);
}
/// Keys then values of one head at `position` within a page's block.
void storeKeyValue(float* block, int position, const float* key, const float* value, int headDim);
/// Softmax attention of one query head over `length` positions. `pages[i] + offset` is the block of positions
/// [16 i, 16 i + 16); `scores` holds length rounded up to whole pages; `out` receives headDim entries.
void attendHead(const float* query, std::span<float* const> pages, std::size_t offset, int length, int headDim,
                float* scores, float* out);

}  // namespace azr::engine
