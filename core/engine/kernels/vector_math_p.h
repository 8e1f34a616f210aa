/// Vectors of the compiler's own extension, so that one source serves AVX-512, AVX2 and plain SSE, and an exponential
/// for them. Private to the kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace azr::engine::simd {

using V16 = float __attribute__((vector_size(64)));
using V8 = float __attribute__((vector_size(32)));
using I16 = std::int32_t __attribute__((vector_size(64)));
using I8 = std::int32_t __attribute__((vector_size(32)));

/// What fits into one register.
#if defined(__AVX512F__)
using Wide = V16;
#else
using Wide = V8;
#endif

template <class V>
constexpr int kLanes = static_cast<int>(sizeof(V) / sizeof(float));

template <class V>
[[gnu::always_inline]] inline V load(const float* p) {
    V v;
    std::memcpy(&v, p, sizeof v);
    return v;
}

template <class V>
[[gnu::always_inline]] inline void store(float* p, V v) {
    std::memcpy(p, &v, sizeof v);
}

template <class V>
[[gnu::always_inline]] inline V splat(float x) {
    return V{} + x;
}

[[gnu::always_inline]] inline float sum(V16 v) {
    float parts[16];
    store(parts, v);
    // A fixed tree: the same order on every processor.
    for (int width = 8; width > 0; width /= 2)
        for (int i = 0; i < width; ++i) parts[i] += parts[i + width];
    return parts[0];
}

[[gnu::always_inline]] inline float largest(V16 v) {
    float parts[16];
    store(parts, v);
    float best = parts[0];
    for (int i = 1; i < 16; ++i) best = std::max(best, parts[i]);
    return best;
}

/// each(part) of every register's worth of lanes. A condition on a vector that is wider than a register is otherwise
/// taken apart lane by lane (GCC 12), which made the exponential of an AVX2 update several times as slow.
template <class Each, class... Vs>
[[gnu::always_inline]] inline V16 inRegisters(Each each, V16 x, Vs... more) {
#if defined(__AVX512F__)
    return each(x, more...);
#else
    const auto low = [](V16 v) { return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7); };
    const auto high = [](V16 v) { return __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15); };
    const V8 first = each(low(x), low(more)...), second = each(high(x), high(more)...);
    return __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#endif
}

/// The larger of two lanes; b where one is not a number.
[[gnu::always_inline]] inline V16 larger(V16 a, V16 b) {
    return inRegisters([](auto x, auto y) { return x > y ? x : y; }, a, b);
}

/// Lanes below `least` become it; NaN stays NaN.
[[gnu::always_inline]] inline V16 atLeast(V16 x, float least) {
    return inRegisters([least](auto v) { return v < least ? splat<decltype(v)>(least) : v; }, x);
}

template <class V, class I>
[[gnu::always_inline]] inline V exponentialOf(V x) {
    const V low = splat<V>(-87.3F), high = splat<V>(88.0F);
    const V clamped = x < low ? low : (x > high ? high : x);
    const V magic = splat<V>(12582912.0F);  // 1.5 * 2^23: adding it rounds to an integer
    const V shifted = clamped * 1.44269504088896341F + magic;
    const V n = shifted - magic;
    V r = clamped - n * 0.693359375F;  // ln 2 in two parts, the first exact in few bits
    r = r + n * 2.12194440e-4F;
    V p = splat<V>(1.9875691500e-4F);  // minimax polynomial of (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2]
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    I bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;  // the magic number's own bits fall out at the top
    V scale;
    std::memcpy(&scale, &bits, sizeof scale);
    const V result = p * scale;
    return x < low ? V{} : result;
}

/// e^x to about 1e-7 relative; 0 below -87.3, large but finite above 88; NaN stays NaN.
[[gnu::always_inline]] inline V16 exponential(V16 x) {
    return inRegisters(
        [](auto v) {
            using V = decltype(v);
            return exponentialOf<V, std::conditional_t<sizeof(V) == sizeof(V16), I16, I8>>(v);
        },
        x);
}

/// The first `count` < 16 floats, the rest `filler`.
[[gnu::always_inline]] inline V16 loadTail(const float* p, std::int64_t count, float filler) {
    float parts[16];
    for (int i = 0; i < 16; ++i) parts[i] = i < count ? p[i] : filler;
    return load<V16>(parts);
}

[[gnu::always_inline]] inline void storeTail(float* p, V16 v, std::int64_t count) {
    float parts[16];
    store(parts, v);
    for (std::int64_t i = 0; i < count; ++i) p[i] = parts[i];
}

}  // namespace azr::engine::simd
