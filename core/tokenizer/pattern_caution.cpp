#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/tokenizer/pattern_caution_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

/// Properties by which no stand-in was chosen, as Oniguruma compares names: small letters alone.
constexpr std::array kOtherProperties = {
    "in",       "age",       "grapheme", "emoji",     "extended", "id",         "xid",         "other",    "bidi",
    "default",  "ideo",      "join",     "variat",    "pattern",  "prepend",    "regional",    "sentence", "soft",
    "terminal", "unified",   "dash",     "diacritic", "extender", "hex",        "hyphen",      "logical",  "math",
    "radical",  "quotation", "cased",    "case",      "changes",  "deprecated", "noncharacter"};
/// Scripts of the stand-ins of another script, and the new scripts themselves.
constexpr std::array kLendingScripts = {
    "deseret", "osmanya", "newa",   "adlam",    "yezidi", "sharada",   "sunuwar", "kawi",       "garay",     "nag",
    "gurung",  "kirat",   "olonal", "todhri",   "tulu",   "oldpermic", "common",  "zyyy",       "inherited", "zinh",
    "qaai",    "myanmar", "mymr",   "cyrillic", "cyrl",   "arabic",    "arab",    "devanagari", "deva",      "egyptian",
    "egyp",    "latin",   "latn",   "nagm",     "gara",   "gukh",      "krai",    "onao",       "sunu",      "todr",
    "tutg",    "dsrt",    "osma",   "adlm",     "yezi",   "shrd",      "perm"};

template <class Names>
bool beginsWithOne(std::string_view text, const Names& names) {
    return std::ranges::any_of(names, [&](const char* name) { return text.starts_with(name); });
}

std::string lowLetters(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        const char low = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        if (low >= 'a' && low <= 'z') letters += low;
    }
    return letters;
}

}  // namespace

void PatternCaution::readPoint(std::string_view digits) {
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (code != std::errc() || end != digits.data() + digits.size())
        m_none = true;
    else
        m_named.push_back(value);
}

void PatternCaution::readProperty(std::string_view pattern, std::size_t& at) {
    const auto close = pattern.find('}', at);
    if (at >= pattern.size() || pattern[at] != '{' || close == std::string_view::npos) return;
    const std::string name = lowLetters(pattern.substr(at, close - at));
    at = close + 1;
    if (name.size() <= 2) return;  // a general category
    m_none = m_none || beginsWithOne(name, kOtherProperties);
    m_scripts = m_scripts || beginsWithOne(name, kLendingScripts);
}

/// What follows a backslash; `at` stands on it.
void PatternCaution::readEscape(std::string_view pattern, std::size_t& at) {
    constexpr std::string_view kHarmless = "sSwWdDhHrRnNtfvaebBAzZGOQE";
    const char kind = pattern[at];
    if (kind == 'p' || kind == 'P') return readProperty(pattern, ++at);
    if (kind == 'x' && at + 1 < pattern.size() && pattern[at + 1] == '{') {
        const auto close = std::min(pattern.find('}', at), pattern.size());
        readPoint(pattern.substr(at + 2, close - at - 2));
        at = close;
    } else if (kind == 'u') {
        readPoint(pattern.substr(at + 1, 4));
    } else {
        const bool letter = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z');
        const bool digit = kind >= '0' && kind <= '9';
        m_none = m_none || digit || (letter && kHarmless.find(kind) == std::string_view::npos);
    }
}

PatternCaution::PatternCaution(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size();) {
        const CodePoint point = codePointAt(pattern, at);
        if (point.length == 0) {
            m_none = true;
            return;
        }
        if (point.value == '\\' && at + 1 < pattern.size() && static_cast<unsigned char>(pattern[at + 1]) < 0x80) {
            readEscape(pattern, ++at);
            if (at < pattern.size() && pattern[at] != '\\') ++at;
            continue;
        }
        if (point.value >= 0x80) m_named.push_back(point.value);
        at += point.length;
    }
}

bool PatternCaution::allows(const YoungRange& range) const {
    if (m_none || (m_scripts && range.otherScript)) return false;
    const char32_t low = std::min(range.first, range.standIn), high = std::max(range.last, range.standIn);
    return std::ranges::none_of(m_named, [&](char32_t named) { return named >= low && named <= high; });
}

}  // namespace azr::tokenizer
