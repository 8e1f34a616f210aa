/// UTF-8 by hand: walking, repairing, writing. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace azr::tokenizer {

/// The code point at `at` (which must be inside) and its length; 0 length where the bytes are not UTF-8.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
};
[[nodiscard]] CodePoint codePointAt(std::string_view text, std::size_t at);
[[nodiscard]] bool isUtf8(std::string_view text);
/// Each maximal ill-formed part becomes one U+FFFD (Unicode chapter 3, as Rust's from_utf8_lossy does).
[[nodiscard]] std::string repairUtf8(std::string_view text);
void appendUtf8(std::string& text, char32_t value);
/// Unicode White_Space.
[[nodiscard]] bool isSpace(char32_t value);

}  // namespace azr::tokenizer
