/// Small matrix products with strides on the left side, for attention inside one sequence, where a call of the BLAS
/// costs more than the work. Private to the kernels.
#pragma once

#include <cstddef>

#include "core/engine/kernels/vector_math_p.h"

namespace azr::engine::simd {

/// Left side of a product: element (i, k) stands at data[i * row + k * column].
struct Left {
    const float* data;
    std::ptrdiff_t row, column;
};

/// Rows at a time of a product, so many that sums and what they are made of stay in registers: 32 of them in AVX-512,
/// 16 below. The sum of an entry runs over depth in order whatever stands beside it.
#if defined(__AVX512F__)
constexpr int kBlockRows = 8;
#else
constexpr int kBlockRows = 6;
#endif

/// R rows by N vectors of C (+)= A B, all in registers.
template <class V, int R, int N, bool kAdd>
[[gnu::always_inline]] inline void productBlock(Left a, const float* b, std::ptrdiff_t ldb, float* c,
                                                std::ptrdiff_t ldc, std::int64_t depth) {
    constexpr int kStep = kLanes<V>;
    V sums[R][N];
    for (int r = 0; r < R; ++r)
        for (int n = 0; n < N; ++n) sums[r][n] = kAdd ? load<V>(c + r * ldc + n * kStep) : V{};
    for (std::int64_t k = 0; k < depth; ++k) {
        V right[N];
        for (int n = 0; n < N; ++n) right[n] = load<V>(b + k * ldb + n * kStep);
        for (int r = 0; r < R; ++r) {
            const V left = splat<V>(a.data[r * a.row + k * a.column]);
            for (int n = 0; n < N; ++n) sums[r][n] += left * right[n];
        }
    }
    for (int r = 0; r < R; ++r)
        for (int n = 0; n < N; ++n) store(c + r * ldc + n * kStep, sums[r][n]);
}

template <class V, int N, bool kAdd>
inline void productColumns(Left a, const float* b, std::ptrdiff_t ldb, float* c, std::ptrdiff_t ldc, std::int64_t rows,
                           std::int64_t depth) {
    std::int64_t i = 0;
    const auto at = [&](std::int64_t r) { return Left{a.data + r * a.row, a.row, a.column}; };
    for (; i + kBlockRows <= rows; i += kBlockRows)
        productBlock<V, kBlockRows, N, kAdd>(at(i), b, ldb, c + i * ldc, ldc, depth);
    if (i + 4 <= rows) {
        productBlock<V, 4, N, kAdd>(at(i), b, ldb, c + i * ldc, ldc, depth);
        i += 4;
    }
    if (i + 2 <= rows) {
        productBlock<V, 2, N, kAdd>(at(i), b, ldb, c + i * ldc, ldc, depth);
        i += 2;
    }
    if (i < rows) productBlock<V, 1, N, kAdd>(at(i), b, ldb, c + i * ldc, ldc, depth);
}

/// C [rows, columns] (+)= A [rows, depth] B [depth, columns]; columns is a multiple of V's lanes.
template <class V, bool kAdd>
inline void product(Left a, const float* b, std::ptrdiff_t ldb, float* c, std::ptrdiff_t ldc, std::int64_t rows,
                    std::int64_t columns, std::int64_t depth) {
    constexpr int kStep = kLanes<V>;
    std::int64_t j = 0;
    for (; j + 2 * kStep <= columns; j += 2 * kStep) productColumns<V, 2, kAdd>(a, b + j, ldb, c + j, ldc, rows, depth);
    if (j < columns) productColumns<V, 1, kAdd>(a, b + j, ldb, c + j, ldc, rows, depth);
}

}  // namespace azr::engine::simd
