/// Which young characters a pattern may see through their stand-ins (young_characters). Most patterns name classes,
/// which a character and its stand-in share; one that names characters, blocks or earlier groups could tell them apart.
/// Pure.
#pragma once

#include <string_view>
#include <vector>

#include "core/tokenizer/young_characters_p.h"

namespace azr::tokenizer {

class PatternCaution {
  public:
    explicit PatternCaution(std::string_view pattern);
    /// Whether the pattern cannot tell a character of the range from its stand-in.
    [[nodiscard]] bool allows(const YoungRange& range) const;

  private:
    void readEscape(std::string_view pattern, std::size_t& at);
    void readProperty(std::string_view pattern, std::size_t& at);
    void readPoint(std::string_view digits);

    bool m_none = false;            ///< refers to what was matched, or to what no stand-in is chosen by
    bool m_scripts = false;         ///< names a script that lends stand-ins to others
    std::vector<char32_t> m_named;  ///< characters and ends of ranges
};

}  // namespace azr::tokenizer
