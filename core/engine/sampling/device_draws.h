/// Tokens drawn where the logits lie, so that only ids and log-probabilities leave a GPU. Throws c10::Error.
#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "core/engine/sampling/sampler_backend.h"

namespace azr::engine {

/// Answers `draws` [n] from logits [n, V], fp32, by the rule of drawToken(): the entry where the running sum of the
/// weights passes its share of their total. Weights are fp32 as the device computes them, so that on a border between
/// two tokens it may choose the other one.
void drawOnDevice(const at::Tensor& logits, std::span<PlainDraw* const> draws);

}  // namespace azr::engine
