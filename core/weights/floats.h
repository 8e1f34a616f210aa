/// Small floating-point types as fp32 and back. Pure.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/half.h"

namespace azr::weights {

/// bf16 is the upper half of a float.
[[nodiscard]] inline float fromBfloat16(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// Rounds to the nearest, ties to even; NaN stays NaN.
[[nodiscard]] inline std::uint16_t toBfloat16(float value) {
    if (std::isnan(value)) return 0x7fc0;
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

using azr::fromHalf;
using azr::toHalf;

/// Index of the first NaN or infinity.
[[nodiscard]] std::optional<std::size_t> firstNonFinite(std::span<const float> values);

}  // namespace azr::weights
