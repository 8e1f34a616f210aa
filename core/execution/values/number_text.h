/// Numbers and characters as Python writes them. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace azr::execution {

/// Python's repr of a finite or infinite float: shortest digits that give the same float back.
[[nodiscard]] std::string floatRepr(double number);
/// The exact decimal text of a float without a fraction.
[[nodiscard]] std::string integralText(double number);

/// Python's repr of a string (UTF-8, surrogates as three bytes) and of bytes.
[[nodiscard]] std::string stringRepr(std::string_view text);
[[nodiscard]] std::string bytesRepr(std::string_view raw);
[[nodiscard]] bool hasSurrogate(std::string_view text);
/// Valid UTF-8, three-byte surrogates admitted.
[[nodiscard]] bool validText(std::string_view text);
void appendUtf8(std::string& out, std::uint32_t codepoint);

}  // namespace azr::execution
