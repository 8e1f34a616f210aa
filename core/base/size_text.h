/// Sizes (counted in steps of 1024), durations and large numbers for people: one spelling everywhere. Pure.
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

/// "1 h 02 min", "3 min 20 s", "4.1 s"
[[nodiscard]] std::string durationText(double seconds);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string groupedText(std::int64_t number);

}  // namespace azr
