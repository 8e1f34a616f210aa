/// Hand-written loops of a block, fp32 on the CPU, forward and backward: RMSNorm, SwiGLU, rotary embedding, token
/// embedding. Row-major arrays without gaps; T rows. Every sum has a fixed order for a fixed number of threads, so that
/// results repeat bit for bit. No allocation but small per-thread sums; called from the engine's thread.
#pragma once

#include <cstdint>

namespace azr::engine::kernels {

/// What the next product reads: fp32 or bf16.
struct Operand {
    float* wide = nullptr;
    std::uint16_t* half = nullptr;
};

/// y = x / rms(x) * weight over the last dimension; x, y [T, D], weight [D]; inverse [T] receives 1 / rms.
void rmsNorm(const float* x, const float* weight, double epsilon, const Operand& y, float* inverse, std::int64_t rows,
             std::int64_t width);
/// dx += the gradient of x; dWeight += that of the weight, unless it is null.
void rmsNormBackward(const float* dy, const float* x, const float* weight, const float* inverse, float* dx,
                     float* dWeight, std::int64_t rows, std::int64_t width);

/// y = silu(gate) * up; wide [T, 2F] holds gate then up in each row, y [T, F].
void swiGlu(const float* wide, const Operand& y, std::int64_t rows, std::int64_t width);
/// wide becomes its own gradient.
void swiGluBackward(const float* dy, float* wide, std::int64_t rows, std::int64_t width);

/// Turns the first `heads` heads of each row of x [T, stride] by its position, halves paired as in Hugging Face.
/// table [context, E]: E/2 cosines, then E/2 sines. `backward` turns the other way, which is the gradient.
void rotate(float* x, std::int64_t stride, int heads, int headDim, const std::int32_t* positions, const float* table,
            std::int64_t rows, bool backward);

/// The norms of queries and keys (qwen3), head by head.
struct HeadNorms {
    const float *query = nullptr, *key = nullptr;  ///< [E]
    int heads = 0, kvHeads = 0, headDim = 0;
    double epsilon = 0;
};
/// The first heads of each row of x [T, stride] in place; raw [T, (H + G) E] receives what stood there, inverse
/// [T, H + G] 1 / rms of each head.
void normaliseHeads(const HeadNorms& norms, float* x, std::int64_t stride, float* raw, float* inverse,
                    std::int64_t rows);
/// dx [T, stride] becomes the gradient of what stood there; dQuery and dKey [E] += those of the weights, unless null.
void normaliseHeadsBackward(const HeadNorms& norms, float* dx, std::int64_t stride, const float* raw,
                            const float* inverse, float* dQuery, float* dKey, std::int64_t rows);

/// x[t] = table[tokens[t]]
void embed(const float* table, const std::int32_t* tokens, float* x, std::int64_t rows, std::int64_t width);
/// dTable[tokens[t]] += dx[t], in the order of t.
void embedBackward(const float* dx, const std::int32_t* tokens, float* dTable, std::int64_t rows, std::int64_t width);

}  // namespace azr::engine::kernels
