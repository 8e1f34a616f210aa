/// Which characters of a text an older Oniguruma may take for others than the reference's does. Young ones are matched
/// by stand-ins (young_characters); most patterns name classes, which a character shares with its stand-in, but one
/// that names characters, blocks or earlier groups could tell them apart. And a few old characters have got new
/// properties. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer/parts/young_characters_p.h"

namespace azr::tokenizer {

class PatternCaution {
  public:
    explicit PatternCaution(std::string_view pattern);
    /// Whether the pattern cannot tell a character of the range from its stand-in.
    [[nodiscard]] bool allows(const YoungRange& range) const;
    /// Whether the pattern asks for a property that this old character got after Unicode 14.
    [[nodiscard]] bool sawChange(char32_t value) const;

  private:
    void readEscape(std::string_view pattern, std::size_t& at);
    void readProperty(std::string_view pattern, std::size_t& at);
    void readBracket(std::string_view pattern, std::size_t& at);
    void readName(const std::string& name);
    void readPoint(std::string_view digits);

    bool m_none = false;      ///< refers to what was matched, or to what no stand-in is chosen by
    bool m_alphabet = false;  ///< asks for Alphabetic
    bool m_lower = false;     ///< asks for Lowercase
    bool m_marks = false;     ///< tells kinds of marks apart
    bool m_caseless = false;
    std::vector<std::string> m_names;  ///< of scripts, in small letters
    std::vector<char32_t> m_named;     ///< characters and ends of ranges
};

/// The pattern in the words of an older Oniguruma: in the reference's, [:punct:] holds symbols, \p{Word} what \w holds,
/// and \R can be repeated.
[[nodiscard]] std::string forOlderOniguruma(std::string_view pattern);

}  // namespace azr::tokenizer
