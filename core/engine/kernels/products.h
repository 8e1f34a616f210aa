/// How fast a device multiplies matrices through LibTorch: for `doctor`, which warns when a reference BLAS is in use,
/// and for the benches, which report their share of it. May throw c10::Error.
#pragma once

#include <c10/core/Device.h>

#include "core/policy/engine.h"

namespace azr::engine {

/// Best of square products, 256 to 2048 on the processor, 2048 to 8192 on a GPU; about a second per type.
[[nodiscard]] policy::ProductSpeed productSpeed(const at::Device& device);

}  // namespace azr::engine
