/// IEEE half precision (fp16) as fp32 and back. Pure.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace azr {

/// Subnormals included.
[[nodiscard]] inline float fromHalf(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16;
    const std::uint32_t exponent = (bits >> 10) & 31U;
    const std::uint32_t fraction = bits & 0x3ffU;
    if (exponent == 0) {
        const float size = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -size : size;
    }
    const std::uint32_t wide = exponent == 31 ? 0x7f800000U : (exponent + 112) << 23;
    return std::bit_cast<float>(sign | wide | fraction << 13);
}

/// Rounds to the nearest, ties to even; beyond 65504 infinity, NaN stays NaN.
[[nodiscard]] inline std::uint16_t toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
    const float size = std::fabs(value);
    if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7e00U);
    if (size >= 65520.0F) return static_cast<std::uint16_t>(sign | 0x7c00U);
    // Below the smallest normal number the spacing is 2^-24: adding one half puts the fraction into the low bits.
    if (size < 0x1p-14F)
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(size + 0.5F) - 0x3f000000U));
    const std::uint32_t wide = (bits & 0x7fffffffU) - (112U << 23);
    return static_cast<std::uint16_t>(sign | (wide + 0xfffU + (wide >> 13 & 1U)) >> 13);
}

}  // namespace azr
