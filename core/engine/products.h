/// How fast this machine multiplies matrices through LibTorch: for `doctor`, which warns when a reference BLAS is in
/// use, and for the benches, which report their share of it. May throw c10::Error.
#pragma once

#include "core/policy/engine.h"

namespace azr::engine {

/// Best of square products from 256 to 2048, about a second per type. `threads` 0 = the current number.
[[nodiscard]] policy::ProductSpeed productSpeed(int threads);

}  // namespace azr::engine
