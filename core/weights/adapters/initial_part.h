/// What PiSSA and OLoRA take out of a matrix before they train an adapter beside the rest of it, computed again from
/// the matrix: a product up * down of `rank`, the scale of the adapter included. Both are unique where they are
/// determined at all, whatever signs and bases a library chose; where the matrix does not determine them they are
/// refused. Sources: Meng et al. 2024 (PiSSA), Buyukakyuz 2024 (OLoRA), peft's LoraLayer.pissa_init and olora_init.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace azr::weights {

/// The remedy where the part cannot be computed again.
constexpr const char* kConvertAdapter =
    "save the adapter with PEFT's save_pretrained(path_initial_model_for_weight_conversion=...), which makes it plain "
    "LoRA";

struct LowRankPart {
    std::vector<float> up;    ///< [out, rank]
    std::vector<float> down;  ///< [rank, in]
};
/// A matrix W [out, in], row-major.
struct MatrixView {
    std::span<const float> values;
    std::int64_t out = 0, in = 0;
};

/// The closest matrix of that rank: the first singular values and vectors, by Lanczos with reorthogonalisation in
/// double precision. Unsupported when the rank exceeds the matrix, or when the next singular value is as large.
[[nodiscard]] Result<LowRankPart> pissaPart(const MatrixView& matrix, std::int64_t rank, const std::string& place);
/// scale times the projection of W onto its first `rank` columns. Unsupported when these are linearly dependent.
[[nodiscard]] Result<LowRankPart> oloraPart(const MatrixView& matrix, std::int64_t rank, double scale,
                                            const std::string& place);

}  // namespace azr::weights
