/// Sizes for people: one spelling everywhere, counted in steps of 1024. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace azr {

/// A size with three digits at least: 1.46 GiB is {1.46, "GiB", 2}.
struct ScaledSize {
    double value = 0;
    const char* unit = "B";
    int decimals = 0;
};
[[nodiscard]] ScaledSize scaledSize(std::int64_t bytes);

/// "512 B", "1.46 GiB", "14.6 GiB", "146 MiB"
[[nodiscard]] std::string sizeText(std::int64_t bytes);

}  // namespace azr
