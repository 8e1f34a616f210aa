/// Dropout whose masks are a hash of where an entry stands, so that nothing is stored and every device and cut of a
/// batch makes the same ones.
#pragma once

#include <cstdint>

namespace azr::engine::kernels {

struct DropoutRule {
    std::uint32_t salt = 0;
    std::uint32_t threshold = 0;  ///< a hash below it drops the entry
    float keep = 1;               ///< 1 / (1 - rate)
};
/// `rate` in [0, 1).
[[nodiscard]] DropoutRule dropoutRule(std::uint64_t seed, double rate);

/// out[t, i] = x[t, i] * keep, or 0; places [T] tells rows apart. `out` may be `x`.
void dropout(const DropoutRule& rule, const std::uint32_t* places, const float* x, float* out, std::int64_t rows,
             std::int64_t width);

}  // namespace azr::engine::kernels
