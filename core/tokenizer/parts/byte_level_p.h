/// The byte-level alphabet of GPT-2: each of the 256 bytes has a printable character to stand for it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace azr::tokenizer {

/// Each byte of `text` as its character.
[[nodiscard]] std::string toByteLevel(std::string_view text);
/// The inverse, appended to `bytes`: false, and nothing appended, when a character stands for no byte.
bool fromByteLevel(std::string_view text, std::string& bytes);

}  // namespace azr::tokenizer
