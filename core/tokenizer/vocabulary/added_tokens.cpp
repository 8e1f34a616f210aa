#include <algorithm>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/parts/characters_p.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/added_tokens_p.h"

namespace azr::tokenizer {
namespace {

std::size_t previousPoint(std::string_view text, std::size_t at) {
    do --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    return at;
}

std::size_t spaceBefore(std::string_view text, std::size_t at) {
    while (at > 0) {
        const auto before = previousPoint(text, at);
        if (!isSpace(codePointAt(text, before).value)) break;
        at = before;
    }
    return at;
}

std::size_t spaceAfter(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const auto point = codePointAt(text, at);
        if (!isSpace(point.value)) break;
        at += point.length;
    }
    return at;
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin > 0 && isWordCharacter(codePointAt(text, previousPoint(text, begin)).value)) return false;
    return end >= text.size() || !isWordCharacter(codePointAt(text, end).value);
}

}  // namespace

Result<AddedToken> parseAddedToken(const Json& json, const std::string& place) {
    AddedToken token;
    AZR_TRY(token.content, field<std::string>(json, "content", place));
    AZR_TRY(token.singleWord, fieldOr<bool>(json, "single_word", false, place));
    AZR_TRY(token.lstrip, fieldOr<bool>(json, "lstrip", false, place));
    AZR_TRY(token.rstrip, fieldOr<bool>(json, "rstrip", false, place));
    AZR_TRY(token.special, fieldOr<bool>(json, "special", false, place));
    AZR_TRY(token.normalized, fieldOr<bool>(json, "normalized", !token.special, place));
    AZR_CHECK(checkKeys("tokenizer.json: added_tokens", json, place));
    return token;
}

void AddedTokenMatcher::add(std::int32_t id, const AddedToken& token, const std::string& spelling) {
    if (spelling.empty()) return;
    std::uint32_t node = 0;
    for (const char c : spelling) {
        const auto byte = static_cast<unsigned char>(c);
        const auto found = m_nodes[node].next.find(byte);
        if (found != m_nodes[node].next.end()) {
            node = found->second;
            continue;
        }
        const auto created = static_cast<std::uint32_t>(m_nodes.size());
        m_nodes[node].next.emplace(byte, created);
        m_nodes.emplace_back();
        node = created;
    }
    m_nodes[node].token = static_cast<std::int32_t>(m_tokens.size());
    m_tokens.push_back({id, token});
    m_first[static_cast<unsigned char>(spelling.front())] = true;
}

AddedTokenMatcher::Match AddedTokenMatcher::longestAt(std::string_view text, std::size_t at) const {
    Match best;
    std::uint32_t node = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        const auto& next = m_nodes[node].next;
        const auto found = next.find(static_cast<unsigned char>(text[i]));
        if (found == next.end()) break;
        node = found->second;
        if (m_nodes[node].token >= 0) best = {i + 1, m_nodes[node].token};
    }
    return best;
}

std::vector<Segment> AddedTokenMatcher::split(std::string_view text) const {
    std::vector<Segment> segments;
    std::size_t done = 0;  // up to here the text is given out
    for (std::size_t at = 0; at < text.size();) {
        const Match match = m_first[static_cast<unsigned char>(text[at])] ? longestAt(text, at) : Match{};
        if (match.token < 0) {
            ++at;
            continue;
        }
        const auto& [id, token] = m_tokens[static_cast<std::size_t>(match.token)];
        std::size_t begin = at, end = match.end;
        at = match.end;  // also after a match that does not count, and into space that one takes with it
        if (token.singleWord && !standsAlone(text, begin, end)) continue;
        if (token.lstrip) begin = std::max(done, spaceBefore(text, begin));
        if (token.rstrip) end = spaceAfter(text, end);
        if (begin >= end) continue;  // nothing of it is left
        if (begin > done) segments.push_back({text.substr(done, begin - done), -1});
        segments.push_back({text.substr(begin, end - begin), id});
        done = end;
    }
    if (done < text.size()) segments.push_back({text.substr(done), -1});
    return segments;
}

}  // namespace azr::tokenizer
