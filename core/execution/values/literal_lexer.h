/// Python's tokens, as far as literals need them. Private to the literal parser; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/execution/values/literal.h"

namespace azr::execution {

enum class TokenKind { End, Name, Number, String, Bytes, Operator };

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;  ///< Name, Operator: as written; String: decoded UTF-8; Bytes: decoded
    Value number;      ///< Number: Int, Float or Complex
    std::size_t place = 0;
};

class LiteralLexer {
  public:
    /// `bracketed`: newlines are blanks from the start, as between the parentheses of a call.
    LiteralLexer(std::string_view text, bool bracketed) : m_text(text), m_open(bracketed ? 1 : 0) {}
    /// At most kMaxBrackets are open at a time, which bounds the parser's recursion.
    [[nodiscard]] Parsed<Token> next();

  private:
    using Done = tl::expected<void, LiteralError>;

    Parsed<Token> number();
    Parsed<Token> name();
    Parsed<Token> bracketOrOperator();
    Parsed<Token> string(std::string_view prefix);
    Parsed<std::string> body(char quote, bool triple, bool raw, bool bytes);
    Done escape(std::string& out, bool bytes);
    Done hexEscape(std::string& out, int digits, bool bytes);
    Done namedEscape(std::string& out);
    Done skipBlanks();
    Done continueLine();
    void skipComment();
    [[nodiscard]] tl::unexpected<LiteralError> failure(const char* what, const char* rule = "syntax") const;
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_open;
    bool m_started = false, m_ended = false;  ///< outside brackets: a token came; its line is over
    std::size_t m_lineStart = 0;
};

}  // namespace azr::execution
