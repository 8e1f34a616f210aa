#include "core/execution/values/literal_lexer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "core/execution/values/big_integer.h"
#include "core/execution/values/character_names.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr std::int64_t kHugeExponent = 1000000000000;

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

/// Digits with a point or an exponent or both, as the nearest float; beyond the largest it is infinite.
double parseDouble(const std::string& text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc::result_out_of_range) return value;
    // Too large or too small: where is the first digit that counts?
    const std::size_t e = std::min(text.find('e'), text.size());
    const auto point = static_cast<std::int64_t>(std::min(text.find('.'), e));
    const auto first = static_cast<std::int64_t>(text.find_first_of("123456789"));
    std::int64_t exponent = 0;
    if (e < text.size()) {
        const auto whole = std::from_chars(text.data() + e + 1, text.data() + text.size(), exponent);
        if (whole.ec != std::errc()) exponent = text[e + 1] == '-' ? -kHugeExponent : kHugeExponent;
    }
    return point - first + exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
}

void appendPoint(std::string& out, std::uint32_t point, bool byte) {
    if (byte)
        out += static_cast<char>(point & 0xFFU);
    else
        appendUtf8(out, point);
}

}  // namespace

tl::unexpected<LiteralError> LiteralLexer::failure(const char* what, const char* rule) const {
    return tl::make_unexpected(LiteralError{rule, std::string(what) + " at byte " + std::to_string(m_at)});
}

void LiteralLexer::skipComment() {
    while (m_at < m_text.size() && peek() != '\n') ++m_at;
}

// A backslash at the end of a line.
LiteralLexer::Done LiteralLexer::continueLine() {
    if (m_ended) return failure("a continued line behind the value");
    m_at += 2;
    if (!m_started) m_lineStart = m_at;
    if (m_open == 0 && m_at >= m_text.size()) return failure("nothing after a continued line");
    return {};
}

LiteralLexer::Done LiteralLexer::skipBlanks() {
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == '#') {
            skipComment();
        } else if (c == '\\' && peek(1) == '\n') {
            if (auto continued = continueLine(); !continued) return continued;
        } else if (c == '\n' || c == '\f') {
            // Outside brackets a line ends the value; only blanks and comments may follow.
            m_ended = m_ended || (c == '\n' && m_open == 0 && m_started);
            m_lineStart = ++m_at;
        } else if (c == ' ' || c == '\t') {
            ++m_at;
        } else {
            break;
        }
    }
    if (m_at < m_text.size() && m_ended) return failure("a second line");
    if (m_at < m_text.size() && !m_started && m_open == 0 && m_at != m_lineStart) return failure("an indented line");
    return {};
}

Parsed<Token> LiteralLexer::next() {
    if (auto skipped = skipBlanks(); !skipped) return tl::make_unexpected(skipped.error());
    m_started = true;
    if (m_at >= m_text.size()) return Token{TokenKind::End, {}, {}, m_at};
    const char c = peek();
    if (digit(c) || (c == '.' && digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return string({});
    return nameStart(c) ? name() : bracketOrOperator();
}

Parsed<Token> LiteralLexer::name() {
    const std::size_t from = m_at;
    while (nameStart(peek()) || digit(peek())) ++m_at;
    const std::string_view word = m_text.substr(from, m_at - from);
    if ((peek() == '\'' || peek() == '"') && word.size() <= 2) return string(word);
    return Token{TokenKind::Name, std::string(word), {}, from};
}

Parsed<Token> LiteralLexer::bracketOrOperator() {
    const char c = peek();
    if (std::string_view("()[]{},:+-=.").find(c) == std::string_view::npos) return failure("unexpected character");
    if (c == '(' || c == '[' || c == '{') ++m_open;
    if (c == ')' || c == ']' || c == '}') --m_open;
    if (m_open < 0) return failure("a bracket that closes nothing");
    if (m_open > kMaxBrackets) return failure("nested too deeply", "nesting");
    return Token{TokenKind::Operator, std::string(1, c), {}, m_at++};
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
        if (broken || digits.empty() || nameStart(peek()) || digit(peek())) return failure("malformed number");
        token.number = Value::integerText(decimalText(digits, base));
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

// Behind a backslash. Unknown escapes stay as they are, malformed ones are errors.
LiteralLexer::Done LiteralLexer::escape(std::string& out, bool bytes) {
    const char c = peek();
    ++m_at;
    constexpr std::string_view kFrom = "\\'\"abfnrtv", kTo = "\\'\"\a\b\f\n\r\t\v";
    if (c == '\n') return {};
    if (const std::size_t simple = kFrom.find(c); simple != std::string_view::npos) {
        out += kTo[simple];
        return {};
    }
    if (c >= '0' && c <= '7') {
        auto point = static_cast<std::uint32_t>(c - '0');
        for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i, ++m_at)
            point = point * 8 + static_cast<std::uint32_t>(peek() - '0');
        appendPoint(out, point, bytes);
        return {};
    }
    if (c == 'x') return hexEscape(out, 2, bytes);
    if (!bytes && (c == 'u' || c == 'U')) return hexEscape(out, c == 'u' ? 4 : 8, bytes);
    if (!bytes && c == 'N') return namedEscape(out);
    out += '\\';
    --m_at;
    return {};
}

LiteralLexer::Done LiteralLexer::hexEscape(std::string& out, int digits, bool bytes) {
    std::uint32_t point = 0;
    for (int i = 0; i < digits; ++i, ++m_at) {
        const int value = hexDigit(peek());
        if (value < 0) return failure("malformed escape");
        point = point * 16 + static_cast<std::uint32_t>(value);
    }
    if (point > 0x10FFFF) return failure("escape beyond Unicode");
    appendPoint(out, point, bytes);
    return {};
}

LiteralLexer::Done LiteralLexer::namedEscape(std::string& out) {
    const std::size_t end = peek() == '{' ? m_text.find_first_of("}'\"\\\n", m_at) : std::string_view::npos;
    if (end == std::string_view::npos || m_text[end] != '}') return failure("malformed escape");
    const auto point = characterNamed(m_text.substr(m_at + 1, end - m_at - 1));
    if (!point) return failure("an unknown name of a character");
    appendUtf8(out, *point);
    m_at = end + 1;
    return {};
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
    auto read = body(quote, triple, raw, bytes);
    if (!read) return tl::make_unexpected(read.error());
    token.text = std::move(*read);
    m_at += triple ? 3 : 1;
    return token;
}

// Up to the closing quotes.
Parsed<std::string> LiteralLexer::body(char quote, bool triple, bool raw, bool bytes) {
    std::string text;
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) return text;
        if (c == '\n' && !triple) break;
        if (bytes && static_cast<unsigned char>(c) >= 0x80) return failure("bytes beyond ASCII");
        ++m_at;
        if (c != '\\') {
            text += c;
        } else if (m_at >= m_text.size()) {
            break;
        } else if (raw) {
            if (bytes && static_cast<unsigned char>(peek()) >= 0x80) return failure("bytes beyond ASCII");
            text += c;
            text += peek();
            ++m_at;
        } else if (auto known = escape(text, bytes); !known) {
            return tl::make_unexpected(known.error());
        }
    }
    return failure("unterminated string");
}

}  // namespace azr::execution
