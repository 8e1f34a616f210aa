/// Vectors of the compiler's own extension, so that one source serves AVX-512, AVX2 and plain SSE, and an exponential
/// for them. Private to the kernels of this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace azr::engine::simd {

using V16 = float __attribute__((vector_size(64)));
using V8 = float __attribute__((vector_size(32)));
using I16 = std::int32_t __attribute__((vector_size(64)));

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

/// e^x to about 1e-7 relative; 0 below -87.3, large but finite above 88; NaN stays NaN.
[[gnu::always_inline]] inline V16 exponential(V16 x) {
    const V16 low = splat<V16>(-87.3F), high = splat<V16>(88.0F);
    const V16 clamped = x < low ? low : (x > high ? high : x);
    const V16 magic = splat<V16>(12582912.0F);  // 1.5 * 2^23: adding it rounds to an integer
    const V16 shifted = clamped * 1.44269504088896341F + magic;
    const V16 n = shifted - magic;
    V16 r = clamped - n * 0.693359375F;  // ln 2 in two parts, the first exact in few bits
    r = r + n * 2.12194440e-4F;
    V16 p = splat<V16>(1.9875691500e-4F);  // minimax polynomial of (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2]
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    I16 bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;  // the magic number's own bits fall out at the top
    V16 scale;
    std::memcpy(&scale, &bits, sizeof scale);
    const V16 result = p * scale;
    return x < low ? V16{} : result;
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
