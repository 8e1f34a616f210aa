/// SentencePiece's precompiled normalisation: a map from short texts to texts, in a trie of the library Darts.
/// Immutable; pure. What is looked up is what the reference looks up: a grapheme of up to five bytes, else each
/// character, and of the entries that begin it the shortest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::tokenizer {

class Precompiled {
  public:
    /// `encoded`: base64 of the trie's size in bytes (little-endian), the trie, and the texts, each ended by a NUL.
    [[nodiscard]] static Result<Precompiled> parse(std::string_view encoded, const std::string& place);
    [[nodiscard]] static Result<Precompiled> fromBytes(std::string_view bytes, const std::string& place);
    [[nodiscard]] std::string apply(std::string_view text) const;

  private:
    [[nodiscard]] std::optional<std::string_view> replacement(std::string_view part) const;

    std::vector<std::uint32_t> m_trie;
    std::string m_texts;
};

}  // namespace azr::tokenizer
