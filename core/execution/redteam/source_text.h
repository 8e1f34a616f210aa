/// Python source as tokens and statements, for changing it: nothing is understood, every byte is kept, any text is
/// taken. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace azr::execution::redteam {

enum class TokenKind : std::uint8_t { Name, Keyword, Number, Text, Operator, Newline, Blank, Comment };

struct Token {
    TokenKind kind = TokenKind::Blank;
    std::string text;
};

/// Their texts joined are the source.
[[nodiscard]] std::vector<Token> tokensOf(std::string_view source);
[[nodiscard]] std::string joined(const std::vector<Token>& tokens);

/// A logical line with its line break: brackets and long strings are not cut.
struct Statement {
    std::size_t begin = 0, end = 0;  ///< bytes of the source
    std::string indent;
    std::string word;         ///< its first token
    bool opensBlock = false;  ///< ends with a colon
    /// Whether another statement may stand before it: not before `else` and its like.
    [[nodiscard]] bool begins() const;
};
[[nodiscard]] std::vector<Statement> statementsOf(std::string_view source);

/// Every line moved in by `indent`, empty ones left alone.
[[nodiscard]] std::string indented(std::string_view source, std::string_view indent);
/// Every occurrence replaced.
[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view by);

}  // namespace azr::execution::redteam
