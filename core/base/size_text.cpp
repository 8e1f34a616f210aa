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

}  // namespace azr
