#include "core/selfplay/rules/outline.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>

#include "core/selfplay/rewards/intrinsic.h"

namespace azr::selfplay {
namespace {

constexpr std::array<std::string_view, 32> kOutlineKeywords = {
    "and",  "as",       "assert",  "async", "await", "break",  "class", "continue", "def",  "del",  "elif",
    "else", "except",   "finally", "for",   "from",  "global", "if",    "import",   "in",   "is",   "lambda",
    "not",  "nonlocal", "or",      "pass",  "raise", "return", "try",   "while",    "with", "yield"};

/// FNV-1a
constexpr std::uint32_t tokenHash(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

bool isWordByte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
  public:
    explicit Scanner(std::string_view program) : m_text(program) {}

    Outline run() {
        startLine();
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '\n') {
                ++m_at;
                if (m_depth == 0) startLine();
            } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\\') {
                ++m_at;
            } else if (c == '#') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (c == '"' || c == '\'') {
                skipText(c);
                add("<str>");
            } else if (isWordByte(c)) {
                word();
            } else {
                sign(c);
            }
        }
        return std::move(m_outline);
    }

  private:
    void add(std::string_view token) {
        m_outline.push_back(tokenHash(token));
        m_afterDot = token == ".";
    }

    /// Blank lines and those with nothing but a comment are no lines.
    void startLine() {
        while (m_at < m_text.size()) {
            const std::size_t first = m_text.find_first_not_of(" \t\r", m_at);
            if (first == std::string_view::npos) {
                m_at = m_text.size();
                return;
            }
            const char c = m_text[first];
            if (c == '\n' || c == '#') {
                m_at = std::min(m_text.find('\n', first), m_text.size() - 1) + 1;
                continue;
            }
            add("<line " + std::to_string(first - m_at) + ">");
            m_at = first;
            return;
        }
    }

    void skipText(char quote) {
        const std::string three(3, quote);
        if (m_text.substr(m_at).starts_with(three)) {
            const std::size_t end = m_text.find(three, m_at + 3);
            m_at = end == std::string_view::npos ? m_text.size() : end + 3;
            return;
        }
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != '\n';)
            m_at += m_text[m_at] == '\\' ? std::size_t{2} : std::size_t{1};
        m_at = std::min(m_at + 1, m_text.size());
    }

    void word() {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isWordByte(m_text[m_at])) ++m_at;
        std::string_view found = m_text.substr(begin, m_at - begin);
        if (std::isdigit(static_cast<unsigned char>(found.front())) != 0) {
            bool whole = true;
            while (m_at < m_text.size() && (m_text[m_at] == '.' || isWordByte(m_text[m_at])))
                whole = m_text[m_at++] != '.' && whole;
            return add(whole ? "<int>" : "<float>");
        }
        const bool prefix = found.size() <= 2 && m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '\'');
        if (prefix) return;  // r'', b'': the text follows
        if (found == "True" || found == "False") return add("<bool>");
        if (found == "None") return add("<none>");
        if (m_afterDot || std::ranges::find(kOutlineKeywords, found) != kOutlineKeywords.end()) return add(found);
        const auto [known, fresh] = m_names.try_emplace(std::string(found), m_names.size());
        add("<name " + std::to_string(known->second) + ">");
    }

    void sign(char c) {
        if (c == '(' || c == '[' || c == '{') ++m_depth;
        if ((c == ')' || c == ']' || c == '}') && m_depth > 0) --m_depth;
        for (const std::string_view two :
             {"**", "//", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%="})
            if (m_text.substr(m_at).starts_with(two)) {
                m_at += two.size();
                return add(two);
            }
        ++m_at;
        add(std::string_view(&c, 1));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;  ///< of brackets, in which lines go on
    bool m_afterDot = false;
    std::map<std::string, std::size_t, std::less<>> m_names;
    Outline m_outline;
};

}  // namespace

Outline outlineOf(std::string_view program) {
    return Scanner(program).run();
}

bool nearlySame(const Outline& one, const Outline& other) {
    if (one == other) return true;
    if (other.size() > kSmallOutline) return false;
    const std::size_t longer = std::max(one.size(), other.size()), shorter = std::min(one.size(), other.size());
    if (longer - shorter > static_cast<std::size_t>(kNearTokens)) return false;
    return editDistanceUpTo(one, other, kNearTokens) <= kNearTokens;
}

}  // namespace azr::selfplay
