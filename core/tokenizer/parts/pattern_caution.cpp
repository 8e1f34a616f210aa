#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/tokenizer/parts/pattern_caution_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

/// Properties by which no stand-in was chosen, by the beginnings of their names as Oniguruma compares them.
constexpr const char* kOtherProperties[] = {
    "in",       "age",       "grapheme", "emoji",     "extended",   "id",          "xid",      "other",    "bidi",
    "default",  "ideo",      "join",     "variat",    "pattern",    "prepend",     "regional", "sentence", "soft",
    "terminal", "unified",   "dash",     "diacritic", "extender",   "hex",         "hyphen",   "logical",  "math",
    "radical",  "quotation", "case",     "changes",   "deprecated", "noncharacter"};
/// Scripts that an older ICU knows no name of, by their codes.
struct NewScript {
    const char *code, *name;
};
constexpr NewScript kNewScripts[] = {{"kawi", "kawi"},        {"nagm", "nagmundari"}, {"gara", "garay"},
                                     {"gukh", "gurungkhema"}, {"krai", "kiratrai"},   {"onao", "olonal"},
                                     {"sunu", "sunuwar"},     {"todr", "todhri"},     {"tutg", "tulutigalari"}};

std::string lowLetters(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        const char low = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        if (low >= 'a' && low <= 'z') letters += low;
    }
    return letters;
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

bool names(const std::vector<std::string>& written, UScriptCode script) {
    if (script < 0) return false;
    const std::string full = lowLetters(uscript_getName(script)), brief = lowLetters(uscript_getShortName(script));
    return std::ranges::any_of(written, [&](const std::string& name) { return name == full || name == brief; });
}

/// Whether the pattern names the script of the range or of its stand-in.
bool namesScript(const std::vector<std::string>& written, const YoungRange& range) {
    const std::string code = lowLetters(range.script);
    for (const NewScript& script : kNewScripts)
        if (code == script.code && std::ranges::any_of(written, [&](const std::string& name) {
                return name == script.code || name == script.name;
            }))
            return true;
    UErrorCode error = U_ZERO_ERROR;
    const auto own = static_cast<UScriptCode>(u_getPropertyValueEnum(UCHAR_SCRIPT, range.script));
    const auto lent = uscript_getScript(static_cast<UChar32>(range.standIn), &error);
    return names(written, own) || names(written, lent);
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

void PatternCaution::readName(const std::string& name) {
    m_alphabet = m_alphabet || isOneOf(name, {"alpha", "alphabetic", "alnum"});
    m_lower = m_lower || isOneOf(name, {"lower", "lowercase"});
    m_marks = m_marks || isOneOf(name, {"mn", "mc", "nonspacingmark", "spacingmark"});
    if (name.size() <= 2) return;  // a general category
    m_none =
        m_none || std::ranges::any_of(kOtherProperties, [&](const char* other) { return name.starts_with(other); });
    m_names.push_back(name);
}

void PatternCaution::readProperty(std::string_view pattern, std::size_t& at) {
    const auto close = pattern.find('}', at);
    if (at >= pattern.size() || pattern[at] != '{' || close == std::string_view::npos) return;
    readName(lowLetters(pattern.substr(at, close - at)));
    at = close + 1;
}

/// [:alpha:]; `at` stands on its bracket.
void PatternCaution::readBracket(std::string_view pattern, std::size_t& at) {
    const auto close = pattern.find(":]", at);
    if (pattern.substr(at).starts_with("[:") && close != std::string_view::npos)
        readName(lowLetters(pattern.substr(at, close - at)));
    ++at;
}

/// What follows a backslash, on which `at` stands.
void PatternCaution::readEscape(std::string_view pattern, std::size_t& at) {
    constexpr std::string_view kHarmless = "sSwWdDhHrRnNtfvaebBAzZGOKQE";
    const char kind = pattern[++at];
    const bool letter = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z');
    const bool digit = kind >= '0' && kind <= '9';
    ++at;
    if (kind == 'p' || kind == 'P') {
        readProperty(pattern, at);
    } else if (kind == 'x' && at < pattern.size() && pattern[at] == '{') {
        const auto close = std::min(pattern.find('}', at), pattern.size());
        readPoint(pattern.substr(at + 1, close - at - 1));
        at = std::min(close + 1, pattern.size());
    } else if (kind == 'u') {
        readPoint(pattern.substr(at, 4));
    } else if (digit || (letter && kHarmless.find(kind) == std::string_view::npos)) {
        m_none = true;
    }
}

PatternCaution::PatternCaution(std::string_view pattern) : m_caseless(pattern.find("(?i)") != std::string_view::npos) {
    for (std::size_t at = 0; at < pattern.size();) {
        const CodePoint point = codePointAt(pattern, at);
        if (point.value == '\\' && at + 1 < pattern.size() && static_cast<unsigned char>(pattern[at + 1]) < 0x80) {
            readEscape(pattern, at);
        } else if (point.value == '[') {
            readBracket(pattern, at);
        } else {
            if (point.value >= 0x80) m_named.push_back(point.value);
            at += std::max<std::size_t>(point.length, 1);
        }
    }
}

bool PatternCaution::allows(const YoungRange& range) const {
    if (m_none || (range.script != nullptr && namesScript(m_names, range))) return false;
    const char32_t low = std::min(range.first, range.standIn), high = std::max(range.last, range.standIn);
    return std::ranges::none_of(m_named, [&](char32_t named) { return named >= low && named <= high; });
}

bool PatternCaution::sawChange(char32_t value) const {
    const auto within = [&](char32_t first, char32_t last) { return value >= first && value <= last; };
    const bool alphabet = within(0x363, 0x36F) || value == 0xC04 || within(0xF82, 0xF83) || within(0x1DD3, 0x1DE6) ||
                          within(0x11080, 0x11081);
    const bool lower = value == 0x10FC || within(0xA7F2, 0xA7F4) || value == 0xAB69;
    return (m_alphabet && alphabet) || (m_lower && lower) || (m_marks && value == 0x1171E) ||
           (m_caseless && (value == 0x19B || value == 0x264));
}

namespace {

/// The length of a \p{Word}, written anyhow, at the beginning of `rest`; 0 when there is none. `negated`: of its
/// opposite.
std::size_t wordProperty(std::string_view rest, bool& negated) {
    const auto close = rest.find('}');
    if (close == std::string_view::npos || rest.size() < 3 || rest[0] != '\\' || (rest[1] != 'p' && rest[1] != 'P') ||
        rest[2] != '{' || lowLetters(rest.substr(3, close - 3)) != "word")
        return 0;
    negated = (rest[1] == 'P') != rest.substr(3).starts_with('^');
    return close + 1;
}

}  // namespace

std::string forOlderOniguruma(std::string_view pattern) {
    constexpr std::string_view kWith = "[:punct:]", kWithout = "[:^punct:]";
    std::string out;
    int depth = 0;  // of brackets
    for (std::size_t at = 0; at < pattern.size();) {
        const std::string_view rest = pattern.substr(at);
        if (depth > 0 && (rest.starts_with(kWith) || rest.starts_with(kWithout))) {
            out += rest.starts_with(kWith) ? R"(\p{P}\p{S})" : R"([^\p{P}\p{S}])";
            at += (rest.starts_with(kWith) ? kWith : kWithout).size();
            continue;
        }
        if (depth == 0 && rest.starts_with("\\R")) {  // 6.9.8 does not repeat it
            out += R"((?>\r\n|[\n-\r\x{85}\x{2028}\x{2029}]))";
            at += 2;
            continue;
        }
        bool negated = false;
        if (const std::size_t length = wordProperty(rest, negated); length > 0) {
            out += negated ? "\\W" : "\\w";
            at += length;
            continue;
        }
        const std::size_t length = pattern[at] == '\\' && at + 1 < pattern.size() ? 2 : 1;
        if (length == 1 && pattern[at] == '[') ++depth;
        if (length == 1 && pattern[at] == ']' && depth > 0) --depth;
        out += pattern.substr(at, length);
        at += length;
    }
    return out;
}

}  // namespace azr::tokenizer
