/// Tokens to text while they arrive. A character is given out when it is whole: tokens of byte-level vocabularies often
/// end in the middle of one, and a run of byte tokens is text or not as a whole. What was given out together is what
/// Tokenizer::decode() makes of all tokens. One thread; the tokenizer outlives it.
#pragma once

#include <string>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace azr::tokenizer {

class StreamDecoder {
  public:
    explicit StreamDecoder(const Tokenizer& tokenizer, bool skipSpecial = false)
        : m_tokenizer(tokenizer), m_skipSpecial(skipSpecial) {}

    /// The text that this token completes; empty when none.
    [[nodiscard]] std::string push(std::int32_t id);
    /// What is left at the end: bytes that never became a character, as U+FFFD.
    [[nodiscard]] std::string finish();

  private:
    [[nodiscard]] std::string fresh() const;

    const Tokenizer& m_tokenizer;
    bool m_skipSpecial;
    std::vector<std::int32_t> m_ids;  ///< the last ones given out, for context, and those held back
    std::size_t m_given = 0;          ///< of m_ids
};

}  // namespace azr::tokenizer
