/// Integers of any size as decimal texts, over GMP: conversions take less than quadratic time, so that a hostile number
/// of 64 KiB costs milliseconds. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azr::execution {

/// Decimal text of a magnitude in digits of 15 bits, least significant first, as marshal writes it; "0" for none.
[[nodiscard]] std::string decimalText(std::span<const std::uint16_t> digits);
/// The digits of a decimal text's magnitude; none for "0".
[[nodiscard]] std::vector<std::uint16_t> marshalDigits(const std::string& decimal);
/// Decimal text of digits in `base` (2, 8 or 16), most significant first; at least one, without prefix.
[[nodiscard]] std::string decimalText(const std::string& digits, int base);
/// Negative, zero or positive as decimal text `a` is less than, equal to or greater than `b`; neither has leading
/// zeros.
[[nodiscard]] int compareDecimal(std::string_view a, std::string_view b);
/// Number of elements of range(start, stop, step) as decimal text; step is not 0.
[[nodiscard]] std::string rangeLength(const std::string& start, const std::string& stop, const std::string& step);

}  // namespace azr::execution
