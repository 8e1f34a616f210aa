/// AdamW whose two moments lie in 8 bits: blocks of 256 with a scale each, and the dynamic codes of Dettmers et al.
/// 2021
/// ("8-bit optimizers via block-wise quantization"), seven decades with most codes near the block's largest entry. Of
/// the second moment the root is coded, and never to zero unless it is zero: a small one must not make a step explode.
/// CPU; a block is worked on by one thread, so the results do not depend on the number of threads.
#pragma once

#include <array>
#include <cstdint>

#include "core/engine/kernels/optimizer_kernels.h"

namespace azr::engine::kernels {

constexpr std::int64_t kStateBlock = 256;
[[nodiscard]] constexpr std::int64_t stateBlocks(std::int64_t size) {
    return (size + kStateBlock - 1) / kStateBlock;
}

/// Ascending values in [-1, 1] or [0, 1]; a code is an index.
using StateCodes = std::array<float, 256>;
[[nodiscard]] const StateCodes& signedCodes();
[[nodiscard]] const StateCodes& unsignedCodes();
constexpr std::uint8_t kSignedZero = 127, kUnsignedZero = 0;

/// Codes of one moment and the scales of their blocks.
struct BlockState {
    std::uint8_t* codes = nullptr;
    float* scales = nullptr;
};
/// One tensor; blocks begin with it.
void adamWInBlocks(float* weights, const float* gradient, const BlockState& first, const BlockState& second,
                   std::int64_t size, const AdamStep& step);

/// `count` <= kStateBlock values to codes, nearest; returns the scale. `values` become the shares of it.
float encodeSigned(float* values, std::int64_t count, std::uint8_t* codes);
float encodeUnsigned(float* values, std::int64_t count, std::uint8_t* codes);

}  // namespace azr::engine::kernels
