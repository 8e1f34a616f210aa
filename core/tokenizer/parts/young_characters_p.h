/// Characters that came with Unicode 15 to 16. The reference library's regular expressions know them, Debian 12's
/// Oniguruma (Unicode 14) does not: an older character of the same kind stands in for each while a text is matched.
/// Pure data; thread-safe.
#pragma once

#include <span>

namespace azr::tokenizer {

/// `standIn` has the range's general category, length in UTF-8, letter case and, where `script` is null, script; else
/// that is the code of the range's own.
struct YoungRange {
    char32_t first = 0, last = 0, standIn = 0;
    const char* script = nullptr;
};
/// In ascending order. Made by tests/data/tokenizer/make_young_characters.py.
[[nodiscard]] std::span<const YoungRange> youngRanges();
/// Null for a character that is not young.
[[nodiscard]] const YoungRange* youngRangeOf(char32_t value);

}  // namespace azr::tokenizer
