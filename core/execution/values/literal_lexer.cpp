#include "core/execution/values/literal_lexer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

bool nameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

int hexDigit(char c) {
    if (digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

double parseDouble(const std::string& text) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc::result_out_of_range) return value;
    const std::size_t e = text.find_first_of("eE");
    const bool tiny = e != std::string::npos && text.find('-', e) != std::string::npos;
    return tiny ? 0.0 : std::numeric_limits<double>::infinity();
}

}  // namespace

tl::unexpected<LiteralError> LiteralLexer::failure(const char* what) const {
    return tl::make_unexpected(LiteralError{"syntax", std::string(what) + " at byte " + std::to_string(m_at)});
}

tl::expected<void, LiteralError> LiteralLexer::skipBlanks() {
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == '#') {
            while (m_at < m_text.size() && peek() != '\n') ++m_at;
        } else if (c == '\\' && peek(1) == '\n') {
            m_at += 2;
        } else if (c == '\n' && m_open == 0) {
            // Outside brackets a line ends the expression; only blanks and comments may follow.
            ++m_at;
            while (m_at < m_text.size()) {
                if (peek() == '#')
                    while (m_at < m_text.size() && peek() != '\n') ++m_at;
                else if (std::string_view(" \t\n\f").find(peek()) != std::string_view::npos)
                    ++m_at;
                else
                    return failure("a second line");
            }
        } else if (c == ' ' || c == '\t' || c == '\f' || c == '\n') {
            ++m_at;
        } else {
            break;
        }
    }
    return {};
}

Parsed<Token> LiteralLexer::next() {
    if (auto skipped = skipBlanks(); !skipped) return tl::make_unexpected(skipped.error());
    Token token;
    token.place = m_at;
    if (m_at >= m_text.size()) return token;
    const char c = peek();
    if (digit(c) || (c == '.' && digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return string({});
    if (nameStart(c)) {
        const std::size_t from = m_at;
        while (nameStart(peek()) || digit(peek())) ++m_at;
        const std::string_view name = m_text.substr(from, m_at - from);
        if ((peek() == '\'' || peek() == '"') && name.size() <= 2) return string(name);
        token.kind = TokenKind::Name;
        token.text = name;
        return token;
    }
    if (std::string_view("()[]{},:+-=.").find(c) == std::string_view::npos) return failure("unexpected character");
    if (c == '(' || c == '[' || c == '{') ++m_open;
    if (c == ')' || c == ']' || c == '}') --m_open;
    if (m_open < 0) return failure("a bracket that closes nothing");
    ++m_at;
    token.kind = TokenKind::Operator;
    token.text = c;
    return token;
}

Parsed<Token> LiteralLexer::number() {
    Token token;
    token.kind = TokenKind::Number;
    token.place = m_at;
    std::string digits;
    bool broken = false;
    // Digits with single underscores between them.
    const auto take = [&](auto admits) {
        bool last = false;
        while (admits(peek()) || (peek() == '_' && (last || digits.empty()))) {
            if (peek() == '_') {
                if (!admits(peek(1))) broken = true;
                last = false;
            } else {
                digits += peek();
                last = true;
            }
            ++m_at;
        }
    };
    const char marker = static_cast<char>(peek(1) | 0x20);
    if (peek() == '0' && (marker == 'x' || marker == 'o' || marker == 'b')) {
        const int base = marker == 'x' ? 16 : marker == 'o' ? 8 : 2;
        m_at += 2;
        take([&](char c) { return hexDigit(c) >= 0 && hexDigit(c) < base; });
        std::vector<std::uint16_t> reversed;
        for (std::size_t i = digits.size(); i-- > 0;)
            reversed.push_back(static_cast<std::uint16_t>(hexDigit(digits[i])));
        if (broken || digits.empty() || nameStart(peek()) || digit(peek())) return failure("malformed number");
        token.number = Value::integerText(decimalText(reversed, static_cast<unsigned>(base)));
        return token;
    }
    take(digit);
    bool floating = false;
    if (peek() == '.') {
        floating = true;
        digits += '.';
        ++m_at;
        if (digit(peek()))
            take(digit);
        else if (peek() == '_')
            broken = true;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if ((peek() | 0x20) == 'e' && digit(peek(sign))) {
        floating = true;
        digits += 'e';
        if (peek(1) == '-') digits += '-';
        m_at += sign;
        take(digit);
    }
    const bool imaginary = (peek() | 0x20) == 'j';
    if (imaginary) ++m_at;
    if (broken || nameStart(peek()) || digit(peek())) return failure("malformed number");
    if (digits.starts_with('.')) digits = std::string("0").append(digits);
    if (imaginary) {
        token.number = Value::complex(0, parseDouble(digits));
    } else if (floating) {
        token.number = Value::floating(parseDouble(digits));
    } else {
        const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
        if (zeros > 0 && digits[zeros] != '0') return failure("leading zeros");
        token.number = Value::integerText(digits.substr(zeros));
    }
    return token;
}

// True when the escape was one of those both kinds of literal know; malformed ones are errors, unknown ones stay.
tl::expected<bool, LiteralError> LiteralLexer::escape(std::string& out, bool bytes) {
    const char c = peek();
    ++m_at;
    constexpr std::string_view kFrom = "\\'\"abfnrtv", kTo = "\\'\"\a\b\f\n\r\t\v";
    if (c == '\n') return true;
    if (const std::size_t simple = kFrom.find(c); simple != std::string_view::npos) {
        out += kTo[simple];
        return true;
    }
    const auto append = [&](std::uint32_t point) {
        if (bytes)
            out += static_cast<char>(point & 0xFFU);
        else
            appendUtf8(out, point);
    };
    if (c >= '0' && c <= '7') {
        std::uint32_t point = static_cast<std::uint32_t>(c - '0');
        for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i, ++m_at)
            point = point * 8 + static_cast<std::uint32_t>(peek() - '0');
        append(point);
        return true;
    }
    const int digits = c == 'x' ? 2 : c == 'u' && !bytes ? 4 : c == 'U' && !bytes ? 8 : 0;
    if (digits > 0) {
        std::uint32_t point = 0;
        for (int i = 0; i < digits; ++i, ++m_at) {
            const int value = hexDigit(peek());
            if (value < 0) return failure("malformed escape");
            point = point * 16 + static_cast<std::uint32_t>(value);
        }
        if (point > 0x10FFFF) return failure("escape beyond Unicode");
        append(point);
        return true;
    }
    if (c == 'N' && !bytes) return failure("character names are not supported");
    out += '\\';
    --m_at;
    return false;
}

Parsed<Token> LiteralLexer::string(std::string_view prefix) {
    Token token;
    token.place = m_at;
    bool raw = false, bytes = false;
    for (const char c : prefix) {
        const char lower = static_cast<char>(c | 0x20);
        if (lower == 'r' && !raw)
            raw = true;
        else if (lower == 'b' && !bytes)
            bytes = true;
        else if (lower != 'u' || prefix.size() > 1)
            return failure("not a plain string");
    }
    token.kind = bytes ? TokenKind::Bytes : TokenKind::String;
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    m_at += triple ? 3 : 1;
    while (true) {
        if (m_at >= m_text.size()) return failure("unterminated string");
        const char c = peek();
        if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) break;
        if (c == '\n' && !triple) return failure("unterminated string");
        if (bytes && static_cast<unsigned char>(c) >= 0x80) return failure("bytes beyond ASCII");
        ++m_at;
        if (c != '\\') {
            token.text += c;
        } else if (m_at >= m_text.size()) {
            return failure("unterminated string");
        } else if (raw) {
            token.text += c;
            token.text += peek();
            ++m_at;
        } else if (auto known = escape(token.text, bytes); !known) {
            return tl::make_unexpected(known.error());
        }
    }
    m_at += triple ? 3 : 1;
    return token;
}

}  // namespace azr::execution
