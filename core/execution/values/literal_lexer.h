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
    [[nodiscard]] Parsed<Token> next();

  private:
    Parsed<Token> number();
    Parsed<Token> string(std::string_view prefix);
    tl::expected<bool, LiteralError> escape(std::string& out, bool bytes);
    tl::expected<void, LiteralError> skipBlanks();
    [[nodiscard]] tl::unexpected<LiteralError> failure(const char* what) const;
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_open;
};

}  // namespace azr::execution
