#include "core/weights/floats.h"

#include <algorithm>

namespace azr::weights {

std::optional<std::size_t> firstNonFinite(std::span<const float> values) {
    constexpr std::uint32_t kExponent = 0x7f800000;
    constexpr std::size_t kBlock = 1024;
    for (std::size_t start = 0; start < values.size(); start += kBlock) {
        const auto block = values.subspan(start, std::min(kBlock, values.size() - start));
        std::uint32_t bad = 0;  // no early end inside a block, so that the loop becomes vectors
        for (const float value : block) bad |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
        if (bad == 0) continue;
        for (std::size_t i = 0; i < block.size(); ++i)
            if (!std::isfinite(block[i])) return start + i;
    }
    return std::nullopt;
}

}  // namespace azr::weights
