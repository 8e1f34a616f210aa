/// The widest vector of the processor that is compiled for, in GCC's vector extension. Included by *_kernels.cpp alone,
/// which are the files compiled once for each set of instructions; everything here has internal linkage, so that no
/// other file can pick up a copy with other instructions.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace azr::engine {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
constexpr int kTileRows = 12;
#elif defined(__AVX__)
constexpr int kLanes = 8;
constexpr int kTileRows = 6;
#else
constexpr int kLanes = 4;
constexpr int kTileRows = 6;
#endif

using Vec = float __attribute__((vector_size(kLanes * 4)));
using IntVec = std::int32_t __attribute__((vector_size(kLanes * 4)));

[[maybe_unused]] inline Vec load(const float* from) {
    Vec v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

/// Pairs of bf16, the first of each in the lower half.
[[maybe_unused]] inline IntVec loadPairs(const std::uint16_t* from) {
    IntVec v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

/// bf16 is the upper half of a float.
[[maybe_unused]] inline Vec firstOfPairs(IntVec pairs) {
    return std::bit_cast<Vec>(pairs << 16);
}
[[maybe_unused]] inline Vec secondOfPairs(IntVec pairs) {
    return std::bit_cast<Vec>(pairs & static_cast<std::int32_t>(0xffff0000U));
}

/// addProducts() is sum + a.first * b.first + a.second * b.second in every lane; one instruction where
/// kMultipliesPairs.
#if defined(__AVX512BF16__)
constexpr bool kMultipliesPairs = true;
[[maybe_unused]] inline Vec addProducts(Vec sum, IntVec a, IntVec b) {
    return std::bit_cast<Vec>(
        _mm512_dpbf16_ps(std::bit_cast<__m512>(sum), std::bit_cast<__m512bh>(a), std::bit_cast<__m512bh>(b)));
}
#else
constexpr bool kMultipliesPairs = false;
[[maybe_unused]] inline Vec addProducts(Vec sum, IntVec a, IntVec b) {
    return sum + firstOfPairs(a) * firstOfPairs(b) + secondOfPairs(a) * secondOfPairs(b);
}
#endif

[[maybe_unused]] inline void store(float* to, Vec v) {
    std::memcpy(to, &v, sizeof v);
}

[[maybe_unused]] inline Vec broadcast(float x) {
    return x - Vec{};  // not x + 0, which is an addition: it turns -0 into 0
}

[[maybe_unused]] inline Vec maximum(Vec a, Vec b) {
    return a > b ? a : b;
}

/// In a fixed order, so that equal inputs give equal bits.
[[maybe_unused]] inline float sumLanes(Vec v) {
    float part[kLanes];
    std::memcpy(part, &v, sizeof v);
    for (int width = kLanes / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i) part[i] += part[i + width];
    return part[0];
}

[[maybe_unused]] inline float maxLane(Vec v) {
    float part[kLanes];
    std::memcpy(part, &v, sizeof v);
    for (int width = kLanes / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i) part[i] = part[i] > part[i + width] ? part[i] : part[i + width];
    return part[0];
}

/// exp(x), relative error below 2e-7; x below -87 gives 0, x above 88 is taken as 88.
[[maybe_unused]] inline Vec exponential(Vec x) {
    constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
    const IntVec tiny = x < broadcast(-87.0F);
    x = maximum(x, broadcast(-87.0F));
    x = x < broadcast(88.0F) ? x : broadcast(88.0F);
    const Vec shifted = x * 1.44269504F + kRound;
    const Vec n = shifted - kRound;
    const Vec r = x - n * 0.693359375F + n * 2.12194440e-4F;
    Vec p = broadcast(1.9875691500e-4F);
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    const IntVec exponent = (std::bit_cast<IntVec>(shifted) - std::bit_cast<std::int32_t>(kRound)) << 23;
    const Vec value = std::bit_cast<Vec>(std::bit_cast<IntVec>(p) + exponent);
    return tiny ? Vec{} : value;
}

}  // namespace
}  // namespace azr::engine
