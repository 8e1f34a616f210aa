/// Blocks of quantised weights, as GGUF stores them, to fp32. Pure; source: the layouts of ggml (block_q4_0 and so on).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace azr::weights {

/// One storage type: its number in the file, and its block.
struct GgufType {
    std::uint32_t number = 0;
    std::string_view name;
    std::int64_t blockElements = 1;
    std::int64_t blockBytes = 4;
};

/// Empty for a number that this build does not read.
[[nodiscard]] std::optional<GgufType> ggufType(std::uint32_t number);

/// The name that ggml gives to a type, readable here or not.
[[nodiscard]] std::string ggufTypeName(std::uint32_t number);
/// "F32, F16, ...": all that are read.
[[nodiscard]] std::string readableGgufTypes();

/// `bytes` are whole blocks; `out` has room for all their elements.
void dequantise(const GgufType& type, std::span<const std::byte> bytes, std::span<float> out);

}  // namespace azr::weights
