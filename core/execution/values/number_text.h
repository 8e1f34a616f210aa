/// Numbers and characters as Python writes them. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace azr::execution {

/// Python's repr of a finite or infinite float: shortest digits that give the same float back.
[[nodiscard]] std::string floatRepr(double number);
/// The exact decimal text of a float without a fraction.
[[nodiscard]] std::string integralText(double number);
/// Decimal text of a magnitude given in digits of `base`, least significant first; "0" for none.
[[nodiscard]] std::string decimalText(std::span<const std::uint16_t> digits, unsigned base);
/// Number of elements of range(start, stop, step) as decimal text; step is not 0.
[[nodiscard]] std::string rangeLength(const std::string& start, const std::string& stop, const std::string& step);

/// Python's repr of a string (UTF-8, surrogates as three bytes) and of bytes.
[[nodiscard]] std::string stringRepr(std::string_view text);
[[nodiscard]] std::string bytesRepr(std::string_view raw);
[[nodiscard]] bool hasSurrogate(std::string_view text);
/// Valid UTF-8, three-byte surrogates admitted.
[[nodiscard]] bool validText(std::string_view text);
void appendUtf8(std::string& out, std::uint32_t codepoint);

}  // namespace azr::execution
