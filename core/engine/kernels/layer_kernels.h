/// Hand-written loops of a block, fp32 on the CPU, forward and backward: RMSNorm, SwiGLU, rotary embedding, token
/// embedding. Row-major arrays without gaps; T rows. Every sum has a fixed order for a fixed number of threads, so that
/// results repeat bit for bit. No allocation but small per-thread sums; called from the engine's thread.
#pragma once

#include <cstdint>

#include "core/weights/model_traits.h"

namespace azr::engine::kernels {

using weights::Activation;

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

/// y = silu(gate) * up, or with GELU; wide [T, 2F] holds gate then up in each row, y [T, F].
void swiGlu(const float* wide, const Operand& y, std::int64_t rows, std::int64_t width,
            Activation activation = Activation::Silu);
/// wide becomes its own gradient.
void swiGluBackward(const float* dy, float* wide, std::int64_t rows, std::int64_t width,
                    Activation activation = Activation::Silu);

/// Which entries of a row are turned: the first `turned` (R) of each of the first heads.
struct TurnedHeads {
    int heads = 0, headDim = 0, turned = 0;
};
/// Turns heads of each row of x [T, stride] by its row of the table, halves paired as in Hugging Face. table [.., R]:
/// R/2 cosines, then R/2 sines. `backward` turns the other way, which is the gradient.
void rotate(float* x, std::int64_t stride, const TurnedHeads& shape, const std::int32_t* positions, const float* table,
            std::int64_t rows, bool backward);

/// The norms of queries and keys, head by head. One over the whole width of queries is that of one head so wide, and no
/// heads of keys.
struct HeadNorms {
    const float *query = nullptr, *key = nullptr;  ///< [E]
    int heads = 0, kvHeads = 0, headDim = 0;
    double epsilon = 0;
};
/// The first heads of each row of x [T, stride] in place; raw [T, (H + G) E] receives what stood there, inverse
/// [T, H + G] 1 / rms of each head.
void normaliseHeads(const HeadNorms& norms, float* x, std::int64_t stride, float* raw, float* inverse,
                    std::int64_t rows);
/// dx [T, stride] becomes the gradient of what stood there; dQuery and dKey [E] += those of the weights, unless dQuery
/// is null.
void normaliseHeadsBackward(const HeadNorms& norms, float* dx, std::int64_t stride, const float* raw,
                            const float* inverse, float* dQuery, float* dKey, std::int64_t rows);

/// x[t] = table[tokens[t]]
void embed(const float* table, const std::int32_t* tokens, float* x, std::int64_t rows, std::int64_t width);
/// dTable[tokens[t]] += dx[t], in the order of t.
void embedBackward(const float* dx, const std::int32_t* tokens, float* dTable, std::int64_t rows, std::int64_t width);

}  // namespace azr::engine::kernels
