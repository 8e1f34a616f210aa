/// How fast this machine multiplies matrices, each way that an engine may take.
#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <vector>

#include "core/policy/engine.h"

namespace azr::engine {

/// Takes about a second for each way to multiply.
[[nodiscard]] policy::ProductSpeed productSpeed(const at::Device& device);
/// Of LibTorch's product of square matrices of these sizes: the best.
[[nodiscard]] double learnerGflops(at::ScalarType type, const at::Device& device,
                                   const std::vector<std::int64_t>& sizes);

}  // namespace azr::engine
