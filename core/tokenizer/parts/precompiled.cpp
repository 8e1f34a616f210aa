#include <utf8proc.h>

#include <algorithm>

#include "core/tokenizer/parts/precompiled_p.h"
#include "core/tokenizer/parts/young_characters_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

std::optional<std::string> fromBase64(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const auto digit = kDigits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xFFU);
    }
    return bytes;
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// A unit of a Darts double array.
bool hasLeaf(std::uint32_t unit) {
    return (unit >> 8 & 1U) == 1U;
}
std::uint32_t valueOf(std::uint32_t unit) {
    return unit & ((1U << 31) - 1);
}
std::uint32_t labelOf(std::uint32_t unit) {
    return unit & (1U << 31 | 0xFFU);
}
std::uint32_t offsetOf(std::uint32_t unit) {
    return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}

/// Marks of Unicode 17, which the reference's graphemes know and no other part of it does.
constexpr struct {
    char32_t first, last;
} kNewMarks[] = {{0x1ACF, 0x1ADD},   {0x1AE0, 0x1AEB},   {0x10EFA, 0x10EFB}, {0x11B60, 0x11B67},
                 {0x1E6E3, 0x1E6E3}, {0x1E6E6, 0x1E6E6}, {0x1E6EE, 0x1E6EF}, {0x1E6F5, 0x1E6F5}};

/// A character that the installed utf8proc knows, of the same kind.
utf8proc_int32_t known(char32_t value) {
    constexpr utf8proc_int32_t kMark = 0x301;
    for (const auto& marks : kNewMarks)
        if (value >= marks.first && value <= marks.last) return kMark;
    const YoungRange* young = youngRangeOf(value);
    return static_cast<utf8proc_int32_t>(young != nullptr ? young->standIn : value);
}

/// Where the grapheme that begins at `at` ends.
std::size_t graphemeEnd(std::string_view text, std::size_t at) {
    CodePoint point = codePointAt(text, at);
    utf8proc_int32_t state = 0;
    for (at += std::max<std::size_t>(point.length, 1); at < text.size();) {
        const CodePoint next = codePointAt(text, at);
        if (utf8proc_grapheme_break_stateful(known(point.value), known(next.value), &state) != 0) break;
        point = next;
        at += std::max<std::size_t>(point.length, 1);
    }
    return at;
}

}  // namespace

Result<Precompiled> Precompiled::parse(std::string_view encoded, const std::string& place) {
    const auto bytes = fromBase64(encoded);
    if (!bytes) return fail(ErrorCode::Parse, "field 'precompiled_charsmap' is no base64", place);
    return fromBytes(*bytes, place);
}

Result<Precompiled> Precompiled::fromBytes(std::string_view bytes, const std::string& place) {
    constexpr std::size_t kUnit = sizeof(std::uint32_t);
    const std::size_t size = bytes.size() < kUnit ? 0 : littleEndian(bytes, 0);
    if (size == 0 || size % kUnit != 0 || size > bytes.size() - kUnit)
        return fail(ErrorCode::Parse, "the precompiled character map is damaged", place, "fetch the file again");
    Precompiled map;
    for (std::size_t at = kUnit; at < kUnit + size; at += kUnit) map.m_trie.push_back(littleEndian(bytes, at));
    map.m_texts = bytes.substr(kUnit + size);
    return map;
}

std::optional<std::string_view> Precompiled::replacement(std::string_view part) const {
    std::uint32_t node = offsetOf(m_trie[0]);
    for (const char c : part) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0) return std::nullopt;
        node ^= byte;
        if (node >= m_trie.size()) return std::nullopt;
        const std::uint32_t unit = m_trie[node];
        if (labelOf(unit) != byte) return std::nullopt;
        node ^= offsetOf(unit);
        if (!hasLeaf(unit)) continue;
        if (node >= m_trie.size()) return std::nullopt;
        const std::uint32_t at = valueOf(m_trie[node]);
        if (at > m_texts.size()) return std::nullopt;
        const std::string_view rest = std::string_view(m_texts).substr(at);
        return rest.substr(0, std::min(rest.find('\0'), rest.size()));
    }
    return std::nullopt;
}

std::string Precompiled::apply(std::string_view text) const {
    constexpr std::size_t kLongestGrapheme = 5;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = graphemeEnd(text, at);
        const auto whole = end - at <= kLongestGrapheme ? replacement(text.substr(at, end - at)) : std::nullopt;
        if (whole) {
            out += *whole;
            at = end;
            continue;
        }
        while (at < end) {
            const std::string_view part = text.substr(at, std::max<std::size_t>(codePointAt(text, at).length, 1));
            out += replacement(part).value_or(part);
            at += part.size();
        }
    }
    return out;
}

}  // namespace azr::tokenizer
