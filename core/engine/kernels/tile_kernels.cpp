#include "core/engine/kernels/tile_kernels.h"

#include <algorithm>
#include <cstdlib>

#if defined(__AMX_TILE__) && defined(__AMX_BF16__) && defined(__AVX512F__)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#define AZR_TILES 1
#endif

namespace azr::engine {

#ifdef AZR_TILES

namespace {

constexpr int kTileRows = 16;
constexpr int kBlock = 2 * kTileRows;  // rows at a time
constexpr int kRowBytes = 64;          // of a tile

/// Tiles 0 to 3 are the sums (rows by halves of the panel), 4 and 5 rows, 6 and 7 the halves of the panel.
struct alignas(64) TileConfig {
    std::uint8_t palette = 1, start = 0;
    std::uint8_t reserved[14] = {};
    std::uint16_t columnBytes[16] = {};
    std::uint8_t rows[16] = {};

    TileConfig(int upper, int lower) {
        for (int tile = 0; tile < 8; ++tile) columnBytes[tile] = kRowBytes;
        rows[0] = rows[1] = rows[4] = static_cast<std::uint8_t>(upper);
        rows[2] = rows[3] = rows[5] = static_cast<std::uint8_t>(std::max(lower, 1));
        rows[6] = rows[7] = kTileRows;
    }
};

bool askForTiles() {
    constexpr long kRequest = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
    return ::syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
}

void configure(int rows) {
    const TileConfig config(std::min(rows, kTileRows), rows - kTileRows);
    __asm__ volatile("" ::"r"(&config) : "memory");  // the instruction reads all of it
    _tile_loadconfig(&config);
}

struct alignas(64) Sums {
    float of[kBlock][kTilePanel];
};

/// The tiles are configured for `rows`.
void multiplyBlock(const std::uint16_t* in, int inStride, int rows, const std::uint16_t* panel, int depth, Sums& sums) {
    constexpr int kSumBytes = kTilePanel * static_cast<int>(sizeof(float)), kPanelBytes = 2 * kRowBytes;
    const int inBytes = inStride * static_cast<int>(sizeof(std::uint16_t));
    const bool lower = rows > kTileRows;
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int k = 0; k < depth; k += kTileDepth, in += kTileDepth, panel += kTileDepth * kTilePanel) {
        _tile_loadd(4, in, inBytes);
        _tile_loadd(6, panel, kPanelBytes);
        _tile_loadd(7, panel + kTilePanel, kPanelBytes);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        if (!lower) continue;
        _tile_loadd(5, in + static_cast<std::ptrdiff_t>(kTileRows) * inStride, inBytes);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, &sums.of[0][0], kSumBytes);
    _tile_stored(1, &sums.of[0][kTileRows], kSumBytes);
    if (!lower) return;
    _tile_stored(2, &sums.of[kTileRows][0], kSumBytes);
    _tile_stored(3, &sums.of[kTileRows][kTileRows], kSumBytes);
}

/// The sums of some rows, upon what they start from.
void put(const Sums& sums, int rows, float* out, int outStride, const float* bias, bool add) {
    for (int r = 0; r < rows; ++r, out += outStride)
        for (int half = 0; half < kTilePanel; half += kTileRows) {
            const float* const start = add ? out : bias;
            const __m512 sum = _mm512_load_ps(&sums.of[r][half]);
            _mm512_storeu_ps(out + half, start != nullptr ? _mm512_add_ps(_mm512_loadu_ps(start + half), sum) : sum);
        }
}

}  // namespace

bool multipliesTiles() {
    static const bool kAllowed = askForTiles();
    return kAllowed;
}

void multiplyTiles(const std::uint16_t* in, int inStride, int rows, const std::uint16_t* panels, int count, int depth,
                   const ProductTarget& target) {
    int configured = 0;
    for (int panel = 0; panel < count; ++panel) {
        const std::uint16_t* const weights = panels + static_cast<std::ptrdiff_t>(panel) * kTilePanel * depth;
        const int column = panel * kTilePanel;
        for (int first = 0; first < rows; first += kBlock) {
            const int height = std::min(kBlock, rows - first);
            if (height != configured) configure(height);
            configured = height;
            Sums sums;
            multiplyBlock(in + static_cast<std::ptrdiff_t>(first) * inStride, inStride, height, weights, depth, sums);
            put(sums, height, target.out + static_cast<std::ptrdiff_t>(first) * target.stride + column, target.stride,
                target.bias != nullptr ? target.bias + column : nullptr, target.add);
        }
    }
    _tile_release();
}

#else

bool multipliesTiles() {
    return false;
}

void multiplyTiles(const std::uint16_t* /*in*/, int /*inStride*/, int /*rows*/, const std::uint16_t* /*panels*/,
                   int /*count*/, int /*depth*/, const ProductTarget& /*target*/) {
    std::abort();  // multipliesTiles() is false
}

#endif

}  // namespace azr::engine
