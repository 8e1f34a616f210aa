/// Products of bf16 rows with packed weights in the processor's matrix tiles (Intel AMX), where there are any: four to
/// ten times what its vectors do. No torch, no threads. A row's result does not depend on the rows beside it.
#pragma once

#include <cstdint>

#include "core/engine/kernels/decode_kernels.h"

namespace azr::engine {

/// Outputs of a panel and inputs of a tile: what multiplyTiles() works on.
constexpr int kTilePanel = 32, kTileDepth = 32;

/// Whether these kernels, this processor and the system allow tiles. The first call asks the kernel for them.
[[nodiscard]] bool multipliesTiles();

/// out[rows x 32 count] = (bias, or what is there where `add`, or 0) + in[rows x depth] * the `count` panels [depth x
/// 32] that lie one behind the other, each in pairs of inputs as PackedMatrix lays it out; `depth` is a multiple of 32.
/// `inStride` in entries. Only where multipliesTiles().
void multiplyTiles(const std::uint16_t* in, int inStride, int rows, const std::uint16_t* panels, int count, int depth,
                   const ProductTarget& target);

}  // namespace azr::engine
