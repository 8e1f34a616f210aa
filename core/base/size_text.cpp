#include "core/base/size_text.h"

#include <fmt/format.h>

#include <cmath>

namespace azr {

ScaledSize scaledSize(std::int64_t bytes) {
    constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    constexpr double kNextUnit = 1023.5;  // 1023.6 KiB would read 1024 KiB
    ScaledSize size{static_cast<double>(bytes), "B", 0};
    for (const char* unit : kUnits) {
        if (std::abs(size.value) < kNextUnit) break;
        size.value /= 1024;
        size.unit = unit;
        size.decimals = std::abs(size.value) < 9.995 ? 2 : std::abs(size.value) < 99.95 ? 1 : 0;
    }
    return size;
}

std::string sizeText(std::int64_t bytes) {
    const ScaledSize size = scaledSize(bytes);
    return fmt::format("{:.{}f} {}", size.value, size.decimals, size.unit);
}

std::string durationText(double seconds) {
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string groupedText(std::int64_t number) {
    std::string digits = fmt::format("{}", number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

}  // namespace azr
