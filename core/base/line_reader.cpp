#include "core/base/line_reader.h"

#include <algorithm>
#include <array>
#include <istream>

namespace azr {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Finds where a member's value stands. It may trust the text's form: a line that is no JSON is refused by the parser.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : m_text(text) {
        if (m_text.starts_with(kByteOrderMark)) m_at = kByteOrderMark.size();
    }

    /// The text of the first member of that name in the outermost object; empty when there is none.
    std::string_view member(std::string_view name) {
        if (!take('{')) return {};
        do {
            const std::string_view key = value();
            if (key.empty() || !take(':')) return {};
            const std::string_view text = value();
            if (isName(key, name)) return text;
        } while (take(','));
        return {};
    }

  private:
    static bool isName(std::string_view key, std::string_view name) {
        if (key.find('\\') == std::string_view::npos) return key.size() > 2 && key.substr(1, key.size() - 2) == name;
        const Json written = Json::parse(key.begin(), key.end(), nullptr, false);
        return written.is_string() && written.get<std::string>() == name;
    }

    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    bool take(char wanted) {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != wanted) return false;
        ++m_at;
        return true;
    }

    void skipString() {
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at)
            if (m_text[m_at] == '\\') ++m_at;
        m_at = std::min(m_at + 1, m_text.size());
    }

    std::string_view value() {
        skipBlanks();
        const std::size_t begin = m_at;
        for (int depth = 0; m_at < m_text.size();) {
            const char next = m_text[m_at];
            if (next == '"') {
                skipString();
            } else if (next == '{' || next == '[') {
                ++depth;
                ++m_at;
            } else if (next == '}' || next == ']') {
                if (depth == 0) break;
                --depth;
                ++m_at;
            } else {
                // A number or a word ends at a blank or a separator; inside brackets it is just passed over.
                if (depth == 0) m_at = std::min(m_text.find_first_of(",:]} \t\r\n", m_at), m_text.size());
                if (depth > 0) ++m_at;
            }
            if (depth == 0) break;
        }
        return m_text.substr(begin, m_at - begin);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::size_t digitsAt(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of("0123456789", at), text.size()) - at;
}

/// A JSON number of any size; the library's range ends at a double's.
bool isNumber(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const std::size_t whole = digitsAt(text, at);
    if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
    at += whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t digits = digitsAt(text, at + 1);
        if (digits == 0) return false;
        at += 1 + digits;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const bool sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
        const std::size_t digits = digitsAt(text, at + 1 + sign);
        if (digits == 0) return false;
        at += 1 + sign + digits;
    }
    return at == text.size();
}

Status checkId(std::string_view text) {
    if (text.size() > kMaxIdBytes)
        return fail(ErrorCode::Parse, "field 'id' has " + std::to_string(text.size()) + " bytes; the limit is " +
                                          std::to_string(kMaxIdBytes));
    if (isNumber(text)) return {};
    AZR_TRY([[maybe_unused]] const Json value, parseStrictJson(text, "field 'id'"));
    return {};
}

}  // namespace

InputLine parseLine(std::string_view text, std::int64_t number) {
    const std::string_view id = Scanner(text).member("id");
    if (id.empty()) return {number, {}, parseStrictJson(text)};
    if (const auto fine = checkId(id); !fine) return {number, {}, tl::make_unexpected(fine.error())};
    // A number of one digit takes the place of whatever stands there, so that errors name the right column.
    const auto begin = static_cast<std::size_t>(id.data() - text.data());
    std::string rest(text);
    std::fill_n(rest.begin() + static_cast<std::ptrdiff_t>(begin), id.size(), ' ');
    rest[begin] = '0';
    bool twice = false;
    InputLine line{number, {}, parseStrictJson(rest, {}, &twice)};
    if (!line.json && !twice) return line;
    line.id = verbatim(std::string(id));
    if (line.json) (*line.json)["id"] = line.id;
    return line;
}

std::optional<InputLine> LineReader::next() {
    for (std::string text;;) {
        const Read got = read(text);
        if (got == Read::End) return std::nullopt;
        ++m_number;
        if (got == Read::TooLong)
            return InputLine{
                m_number,
                {},
                fail(ErrorCode::Parse, "the line is longer than the limit of " + std::to_string(m_longest) + " bytes")};
        if (text.find_first_not_of(kBlanks) != std::string::npos) return parseLine(text, m_number);
    }
}

LineReader::Read LineReader::read(std::string& text) {
    text.clear();
    if (m_inLongLine && !skipRest()) return Read::End;
    std::array<char, 65536> piece{};
    while (m_in) {
        m_in.getline(piece.data(), piece.size());
        const bool full = m_in.fail() && !m_in.eof() && !m_in.bad() && m_in.gcount() > 0;
        const bool ended = m_in.eof();
        // The newline is counted as read, and is not in the text.
        const auto got = static_cast<std::size_t>(m_in.gcount()) - (m_in.good() ? 1 : 0);
        text.append(piece.data(), got);
        if (full) m_in.clear();
        if (text.size() > m_longest) {
            m_inLongLine = full;
            return Read::TooLong;
        }
        if (full) continue;
        if (ended) return text.empty() ? Read::End : Read::Line;
        return m_in ? Read::Line : Read::End;
    }
    return Read::End;
}

bool LineReader::skipRest() {
    std::array<char, 65536> piece{};
    while (m_in) {
        m_in.getline(piece.data(), piece.size());
        const bool full = m_in.fail() && !m_in.eof() && !m_in.bad() && m_in.gcount() > 0;
        if (!full) break;
        m_in.clear();
    }
    m_inLongLine = false;
    return m_in.good();
}

}  // namespace azr
