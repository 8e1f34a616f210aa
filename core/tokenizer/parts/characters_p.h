/// What the reference library (Hugging Face tokenizers 0.23) knows of characters. Its parts come with tables of several
/// Unicode versions, and each function says whose: ids depend on it. Over ICU, made independent of ICU's own version.
/// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace azr::tokenizer {

/// \p{N} of Unicode 17 (Rust's char::is_numeric).
[[nodiscard]] bool isNumeric(char32_t value);
/// ASCII punctuation and \p{P} of Unicode 8 (the crate unicode_categories).
[[nodiscard]] bool isPunctuation(char32_t value);
/// \w of the crate regex: letters, marks, digits, connectors and joiners of Unicode 16.
[[nodiscard]] bool isWordCharacter(char32_t value);
/// \p{M} of Unicode 9 (the crate unicode-normalization-alignments).
[[nodiscard]] bool isCombiningMark(char32_t value);
/// In Unicode 9, after which the reference's normal forms know no character.
[[nodiscard]] bool isInNormalForms(char32_t value);
/// The lower case of Unicode 17, character by character (no final sigma).
void appendLower(std::string& text, char32_t value);

/// What the scanners of known patterns ask, as Oniguruma 6.9.10 (Unicode 16) has it.
enum class CharacterKind : std::uint8_t { Other, Letter, Number, Space };
[[nodiscard]] CharacterKind kindOf(char32_t value);

}  // namespace azr::tokenizer
