/// Tokens that are cut out of a text before anything else happens to it: the leftmost match wins, then the longest.
/// Immutable, thread-safe. Lexemes with their spaces work, since nothing is trimmed unless a token asks for it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

struct AddedToken {
    std::string content;
    bool singleWord = false, lstrip = false, rstrip = false;
    bool normalized = true;  ///< looked for in the normalized text, else in the text as given
    bool special = false;
};

/// An entry of `added_tokens`, or of tokenizer_config.json's tokens. Its `id` is not asked, as in the reference.
[[nodiscard]] Result<AddedToken> parseAddedToken(const Json& json, const std::string& place);

/// A part of a text: plain (`id` -1) or an added token.
struct Segment {
    std::string_view text;
    std::int32_t id = -1;
};

class AddedTokenMatcher {
  public:
    /// `spelling` is what to look for: the content, or its normalized form.
    void add(std::int32_t id, const AddedToken& token, const std::string& spelling);
    [[nodiscard]] std::vector<Segment> split(std::string_view text) const;

  private:
    struct Node {
        std::map<unsigned char, std::uint32_t> next;
        std::int32_t token = -1;  ///< index into m_tokens
    };
    struct Match {
        std::size_t end = 0;
        std::int32_t token = -1;
    };
    [[nodiscard]] Match longestAt(std::string_view text, std::size_t at) const;

    struct Entry {
        std::int32_t id = -1;
        AddedToken token;
    };
    std::vector<Entry> m_tokens;
    std::vector<Node> m_nodes{1};
    std::array<bool, 256> m_first{};
};

}  // namespace azr::tokenizer
