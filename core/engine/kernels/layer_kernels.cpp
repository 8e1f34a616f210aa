#include "core/engine/kernels/layer_kernels.h"

#include <ATen/Parallel.h>

#include <bit>
#include <vector>

#include "core/engine/kernels/vector_math_p.h"

namespace azr::engine::kernels {
namespace {

using simd::V16;

constexpr std::int64_t kRowGrain = 64;

float dot(const float* a, const float* b, std::int64_t n) {
    V16 acc0{}, acc1{};
    std::int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
        acc0 += simd::load<V16>(a + i) * simd::load<V16>(b + i);
        acc1 += simd::load<V16>(a + i + 16) * simd::load<V16>(b + i + 16);
    }
    float total = simd::sum(acc0 + acc1);
    for (; i < n; ++i) total += a[i] * b[i];
    return total;
}

float dot3(const float* a, const float* b, const float* c, std::int64_t n) {
    V16 acc{};
    std::int64_t i = 0;
    for (; i + 16 <= n; i += 16) acc += simd::load<V16>(a + i) * simd::load<V16>(b + i) * simd::load<V16>(c + i);
    float total = simd::sum(acc);
    for (; i < n; ++i) total += a[i] * b[i] * c[i];
    return total;
}

/// To bf16, nearest, ties to even. Not a number stays that but for patterns that no arithmetic makes.
inline std::uint16_t rounded(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

struct Gate {
    V16 sigmoid, gate, up;
    V16 bend;  ///< gate times the derivative of what the sigmoid is taken of
};

/// silu(x) = x sigmoid(x); GELU's approximation x sigmoid(2 u(x)) with u(x) = sqrt(2 / pi) (x + 0.044715 x^3).
template <Activation kActivation>
Gate gateOf(V16 gate, V16 up) {
    if constexpr (kActivation == Activation::Silu) {
        const V16 sigmoid = 1.0F / (1.0F + simd::exponential(-gate));
        return {sigmoid, gate, up, gate};
    } else {
        constexpr float kTwice = 1.5957691216057308F, kCubic = 0.044715F;
        const V16 square = gate * gate;
        const V16 inner = kTwice * gate * (1.0F + kCubic * square);
        const V16 sigmoid = 1.0F / (1.0F + simd::exponential(-inner));
        return {sigmoid, gate, up, kTwice * gate * (1.0F + 3.0F * kCubic * square)};
    }
}

V16 product(const Gate& g) {
    return g.gate * g.sigmoid * g.up;
}

V16 gateGradient(const Gate& g, V16 dy) {
    return dy * g.up * g.sigmoid * (1.0F + g.bend * (1.0F - g.sigmoid));
}

V16 upGradient(const Gate& g, V16 dy) {
    return dy * g.gate * g.sigmoid;
}

/// Hands each vector of activation(gate) * up to `store` with its place and how many of its lanes count.
template <Activation kActivation, class Store>
void swiGluRow(const float* gate, const float* up, std::int64_t width, const Store& store) {
    std::int64_t i = 0;
    for (; i + 16 <= width; i += 16)
        store(product(gateOf<kActivation>(simd::load<V16>(gate + i), simd::load<V16>(up + i))), i, 16);
    if (i == width) return;
    const V16 g = simd::loadTail(gate + i, width - i, 0), u = simd::loadTail(up + i, width - i, 0);
    store(product(gateOf<kActivation>(g, u)), i, width - i);
}

template <Activation kActivation>
void swiGluBackwardRow(const float* dy, float* gate, float* up, std::int64_t width) {
    std::int64_t i = 0;
    for (; i + 16 <= width; i += 16) {
        const Gate g = gateOf<kActivation>(simd::load<V16>(gate + i), simd::load<V16>(up + i));
        const V16 d = simd::load<V16>(dy + i);
        simd::store(gate + i, gateGradient(g, d));
        simd::store(up + i, upGradient(g, d));
    }
    if (i == width) return;
    const Gate g = gateOf<kActivation>(simd::loadTail(gate + i, width - i, 0), simd::loadTail(up + i, width - i, 0));
    const V16 d = simd::loadTail(dy + i, width - i, 0);
    simd::storeTail(gate + i, gateGradient(g, d), width - i);
    simd::storeTail(up + i, upGradient(g, d), width - i);
}

void rotateHead(float* x, const float* row, int half, float direction) {
    const float* cosine = row;
    const float* sine = row + half;
#pragma omp simd
    for (int i = 0; i < half; ++i) {
        const float a = x[i], b = x[i + half], s = direction * sine[i];
        x[i] = a * cosine[i] - b * s;
        x[i + half] = b * cosine[i] + a * s;
    }
}

}  // namespace

void rmsNorm(const float* x, const float* weight, double epsilon, const Operand& y, float* inverse, std::int64_t rows,
             std::int64_t width) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) {
            const float* in = x + t * width;
            const double mean = static_cast<double>(dot(in, in, width)) / static_cast<double>(width);
            const auto scale = static_cast<float>(1.0 / std::sqrt(mean + epsilon));
            inverse[t] = scale;
            if (y.half != nullptr) {
                std::uint16_t* out = y.half + t * width;
#pragma omp simd
                for (std::int64_t i = 0; i < width; ++i) out[i] = rounded(in[i] * scale * weight[i]);
            } else {
                float* out = y.wide + t * width;
#pragma omp simd
                for (std::int64_t i = 0; i < width; ++i) out[i] = in[i] * scale * weight[i];
            }
        }
    });
}

void rmsNormBackward(const float* dy, const float* x, const float* weight, const float* inverse, float* dx,
                     float* dWeight, std::int64_t rows, std::int64_t width) {
    // One partial sum per thread, added in the order of the threads.
    const std::int64_t parts = std::min<std::int64_t>(at::get_num_threads(), std::max<std::int64_t>(rows, 1));
    std::vector<float> sums(static_cast<std::size_t>(parts * width), 0.0F);
    at::parallel_for(0, parts, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t part = first; part < last; ++part) {
            float* sum = sums.data() + part * width;
            for (std::int64_t t = rows * part / parts; t < rows * (part + 1) / parts; ++t) {
                const float* g = dy + t * width;
                const float* in = x + t * width;
                float* out = dx + t * width;
                const float scale = inverse[t];
                const float pull = dot3(g, weight, in, width) * scale * scale * scale / static_cast<float>(width);
#pragma omp simd
                for (std::int64_t i = 0; i < width; ++i) {
                    sum[i] += g[i] * in[i] * scale;
                    out[i] += scale * weight[i] * g[i] - pull * in[i];
                }
            }
        }
    });
    if (dWeight == nullptr) return;
    for (std::int64_t part = 0; part < parts; ++part)
        for (std::int64_t i = 0; i < width; ++i) dWeight[i] += sums[static_cast<std::size_t>(part * width + i)];
}

void normaliseHeads(const HeadNorms& norms, float* x, std::int64_t stride, float* raw, float* inverse,
                    std::int64_t rows) {
    const int all = norms.heads + norms.kvHeads, e = norms.headDim;
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin * all; i < end * all; ++i) {
            const std::int64_t h = i % all;
            float* head = x + i / all * stride + h * e;
            float* kept = raw + i * e;
            const float* weight = h < norms.heads ? norms.query : norms.key;
            const double mean = static_cast<double>(dot(head, head, e)) / e;
            const auto scale = static_cast<float>(1.0 / std::sqrt(mean + norms.epsilon));
            inverse[i] = scale;
#pragma omp simd
            for (int d = 0; d < e; ++d) {
                kept[d] = head[d];
                head[d] = head[d] * scale * weight[d];
            }
        }
    });
}

void normaliseHeadsBackward(const HeadNorms& norms, float* dx, std::int64_t stride, const float* raw,
                            const float* inverse, float* dQuery, float* dKey, std::int64_t rows) {
    const int all = norms.heads + norms.kvHeads, e = norms.headDim;
    const std::int64_t parts = std::min<std::int64_t>(at::get_num_threads(), std::max<std::int64_t>(rows, 1));
    std::vector<float> sums(static_cast<std::size_t>(parts * 2 * e), 0.0F);
    at::parallel_for(0, parts, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t part = first; part < last; ++part)
            for (std::int64_t i = rows * part / parts * all; i < rows * (part + 1) / parts * all; ++i) {
                const std::int64_t h = i % all;
                const bool query = h < norms.heads;
                float* sum = sums.data() + (2 * part + (query ? 0 : 1)) * e;
                float* g = dx + i / all * stride + h * e;
                const float* in = raw + i * e;
                const float* weight = query ? norms.query : norms.key;
                const float scale = inverse[i];
                const float pull = dot3(g, weight, in, e) * scale * scale * scale / static_cast<float>(e);
#pragma omp simd
                for (int d = 0; d < e; ++d) {
                    sum[d] += g[d] * in[d] * scale;
                    g[d] = scale * weight[d] * g[d] - pull * in[d];
                }
            }
    });
    if (dQuery == nullptr) return;
    for (std::int64_t part = 0; part < parts; ++part)
        for (int d = 0; d < e; ++d) {
            dQuery[d] += sums[static_cast<std::size_t>(2 * part * e + d)];
            if (norms.kvHeads > 0) dKey[d] += sums[static_cast<std::size_t>((2 * part + 1) * e + d)];
        }
}

template <Activation kActivation>
static void swiGluRows(const float* wide, const Operand& y, std::int64_t rows, std::int64_t width) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) {
            const float* gate = wide + t * 2 * width;
            if (y.half != nullptr) {
                swiGluRow<kActivation>(gate, gate + width, width,
                                       [out = y.half + t * width](V16 value, std::int64_t i, std::int64_t n) {
                                           alignas(64) float values[16];
                                           simd::store(values, value);
#pragma omp simd
                                           for (int lane = 0; lane < n; ++lane) out[i + lane] = rounded(values[lane]);
                                       });
            } else {
                swiGluRow<kActivation>(gate, gate + width, width,
                                       [out = y.wide + t * width](V16 value, std::int64_t i, std::int64_t n) {
                                           if (n == 16)
                                               simd::store(out + i, value);
                                           else
                                               simd::storeTail(out + i, value, n);
                                       });
            }
        }
    });
}

void swiGlu(const float* wide, const Operand& y, std::int64_t rows, std::int64_t width, Activation activation) {
    if (activation == Activation::Silu)
        swiGluRows<Activation::Silu>(wide, y, rows, width);
    else
        swiGluRows<Activation::GeluTanh>(wide, y, rows, width);
}

template <Activation kActivation>
static void swiGluBackwardRows(const float* dy, float* wide, std::int64_t rows, std::int64_t width) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) {
            float* gate = wide + t * 2 * width;
            swiGluBackwardRow<kActivation>(dy + t * width, gate, gate + width, width);
        }
    });
}

void swiGluBackward(const float* dy, float* wide, std::int64_t rows, std::int64_t width, Activation activation) {
    if (activation == Activation::Silu)
        swiGluBackwardRows<Activation::Silu>(dy, wide, rows, width);
    else
        swiGluBackwardRows<Activation::GeluTanh>(dy, wide, rows, width);
}

void rotate(float* x, std::int64_t stride, const TurnedHeads& shape, const std::int32_t* positions, const float* table,
            std::int64_t rows, bool backward) {
    const float direction = backward ? -1.0F : 1.0F;
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t) {
            const float* row = table + static_cast<std::int64_t>(positions[t]) * shape.turned;
            for (int h = 0; h < shape.heads; ++h)
                rotateHead(x + t * stride + static_cast<std::int64_t>(h) * shape.headDim, row, shape.turned / 2,
                           direction);
        }
    });
}

void embed(const float* table, const std::int32_t* tokens, float* x, std::int64_t rows, std::int64_t width) {
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            std::memcpy(x + t * width, table + tokens[t] * width, static_cast<std::size_t>(width) * sizeof(float));
    });
}

void embedBackward(const float* dx, const std::int32_t* tokens, float* dTable, std::int64_t rows, std::int64_t width) {
    // Threads own columns, not rows: equal tokens then never meet.
    at::parallel_for(0, width, 32, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = 0; t < rows; ++t) {
            const float* in = dx + t * width;
            float* out = dTable + tokens[t] * width;
#pragma omp simd
            for (std::int64_t i = begin; i < end; ++i) out[i] += in[i];
        }
    });
}

}  // namespace azr::engine::kernels
