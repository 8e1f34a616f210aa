/// The words of well-known families, scanned by hand: a quarter of the time that the regular expression takes. Each
/// gives the pieces of its pattern in Oniguruma; tests/tokenizer/tst_word_scanner compares them. Pure; thread-safe.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/tokenizer/parts/regex_p.h"

namespace azr::tokenizer {

/// GPT-2: contractions, letters, numbers, other signs, each with one space before; then runs of space.
inline constexpr std::string_view kGpt2Words =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
/// Qwen2: a sign before letters belongs to them, digits stand alone, line ends stick to signs.
inline constexpr std::string_view kQwen2Words =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
/// Llama 3, the same with up to three digits.
inline constexpr std::string_view kLlama3Words =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

enum class WordPattern { Gpt2, Qwen2, Llama3 };
[[nodiscard]] std::optional<WordPattern> knownPattern(std::string_view regex);
/// The matches, which cover the whole text.
void scanWords(WordPattern pattern, std::string_view text, std::vector<Span>& words);

}  // namespace azr::tokenizer
