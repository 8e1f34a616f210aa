#include "core/execution/redteam/source_text.h"

#include <algorithm>
#include <array>

namespace azr::execution::redteam {
namespace {

constexpr std::array<std::string_view, 35> kKeywords = {
    "False", "None",     "True",   "and", "as",       "assert", "async",  "await",   "break",
    "class", "continue", "def",    "del", "elif",     "else",   "except", "for",     "from",
    "if",    "import",   "in",     "is",  "lambda",   "global", "not",    "finally", "or",
    "pass",  "raise",    "return", "try", "nonlocal", "while",  "with",   "yield"};

constexpr std::array<std::string_view, 24> kOperators = {
    "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "<=", ">=", "==", "+=",
    "-=",  "*=",  "/=",  "%=",  "&=",  "|=", "^=", "**", "//", ">>", "<<", "@="};

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// The length of the string literal that begins at `at` with its quote; an open one ends with the line or the text.
std::size_t textLength(std::string_view source, std::size_t at) {
    const char quote = source[at];
    const std::string three(3, quote);
    const bool longText = source.substr(at, 3) == three;
    std::size_t i = at + (longText ? 3 : 1);
    while (i < source.size()) {
        if (source[i] == '\\') {
            i += 2;
        } else if (longText && source.substr(i, 3) == three) {
            return i + 3 - at;
        } else if (!longText && source[i] == quote) {
            return i + 1 - at;
        } else if (!longText && source[i] == '\n') {
            return i - at;
        } else {
            ++i;
        }
    }
    return source.size() - at;
}

template <class Belongs>
std::size_t runLength(std::string_view source, std::size_t at, Belongs belongs) {
    std::size_t i = at;
    while (i < source.size() && belongs(source[i])) ++i;
    return i - at;
}

bool isPrefix(std::string_view name) {
    return name.size() <= 2 && name.find_first_not_of("rRbBfFuU") == std::string_view::npos;
}

Token nameOrText(std::string_view source, std::size_t at) {
    const std::size_t length = runLength(source, at, isNameByte);
    const std::string_view name = source.substr(at, length);
    const std::size_t after = at + length;
    const bool quoted = after < source.size() && (source[after] == '\'' || source[after] == '"');
    if (quoted && isPrefix(name))
        return {TokenKind::Text, std::string(source.substr(at, length + textLength(source, after)))};
    const bool keyword = std::ranges::find(kKeywords, name) != kKeywords.end();
    return {keyword ? TokenKind::Keyword : TokenKind::Name, std::string(name)};
}

Token operatorAt(std::string_view source, std::size_t at) {
    for (const std::string_view one : kOperators)
        if (source.substr(at, one.size()) == one) return {TokenKind::Operator, std::string(one)};
    return {TokenKind::Operator, std::string(1, source[at])};
}

Token tokenAt(std::string_view source, std::size_t at) {
    const char c = source[at];
    const auto run = [&](TokenKind kind, auto belongs) {
        return Token{kind, std::string(source.substr(at, runLength(source, at, belongs)))};
    };
    if (c == '\n') return {TokenKind::Newline, "\n"};
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f')
        return run(TokenKind::Blank, [](char b) { return b == ' ' || b == '\t' || b == '\r' || b == '\f'; });
    if (c == '\\' && source.substr(at, 2) == "\\\n") return {TokenKind::Blank, "\\\n"};
    if (c == '#') return run(TokenKind::Comment, [](char b) { return b != '\n'; });
    if (c == '\'' || c == '"') return {TokenKind::Text, std::string(source.substr(at, textLength(source, at)))};
    const bool fraction = c == '.' && at + 1 < source.size() && isDigit(source[at + 1]);
    if (isDigit(c) || fraction) return run(TokenKind::Number, [](char b) { return isNameByte(b) || b == '.'; });
    if (isNameByte(c)) return nameOrText(source, at);
    return operatorAt(source, at);
}

bool isSpace(const Token& token) {
    return token.kind == TokenKind::Blank || token.kind == TokenKind::Newline || token.kind == TokenKind::Comment;
}

}  // namespace

std::vector<Token> tokensOf(std::string_view source) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < source.size(); at += tokens.back().text.size()) tokens.push_back(tokenAt(source, at));
    return tokens;
}

std::string joined(const std::vector<Token>& tokens) {
    std::string source;
    for (const Token& token : tokens) source += token.text;
    return source;
}

bool Statement::begins() const {
    return word != "else" && word != "elif" && word != "except" && word != "finally" && word != "case";
}

std::vector<Statement> statementsOf(std::string_view source) {
    std::vector<Statement> statements;
    Statement now;
    int depth = 0;
    std::size_t at = 0;
    std::string last;
    const auto finish = [&] {
        now.end = at;
        now.opensBlock = last == ":";
        if (!now.word.empty()) statements.push_back(now);
        now = {};
        now.begin = at;
        last.clear();
    };
    for (const Token& token : tokensOf(source)) {
        if (now.word.empty() && token.kind == TokenKind::Blank) now.indent = token.text;
        if (!isSpace(token)) {
            if (now.word.empty()) now.word = token.text;
            last = token.text;
            if (last == "(" || last == "[" || last == "{") ++depth;
            if (last == ")" || last == "]" || last == "}") depth = std::max(0, depth - 1);
        }
        at += token.text.size();
        if (token.kind == TokenKind::Newline && depth == 0) finish();
    }
    finish();
    return statements;
}

std::string indented(std::string_view source, std::string_view indent) {
    std::string out;
    bool fresh = true;
    for (const char c : source) {
        if (fresh && c != '\n') out += indent;
        fresh = c == '\n';
        out += c;
    }
    return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace azr::execution::redteam
