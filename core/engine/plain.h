/// The transformer in plain ATen operations: slow, short, differentiable, on any device. It is what the hand-written
/// kernels are checked against, and what trains where those kernels cannot run (a GPU).
#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "core/base/error.h"
#include "core/engine/model.h"
#include "core/engine/packed.h"

namespace azr::engine {

/// Hidden states after the final norm, [T, D]. `products` is the type of the matrix products (kFloat or kBFloat16);
/// norms, rotations and the residual stream stay fp32.
[[nodiscard]] at::Tensor plainForward(const HfConfig& config, const Parameters& parameters, const Packed& packed,
                                      at::ScalarType products = at::kFloat);

/// Logits [T, V] in fp32 of one sequence, without gradients.
[[nodiscard]] Result<at::Tensor> forwardLogits(const Model& model, std::span<const policy::Token> tokens);

}  // namespace azr::engine
