#include "core/execution/redteam/mutations.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "core/execution/redteam/source_text.h"

namespace azr::execution::redteam {
namespace {

/// Names that mean something to the runner, to a module or to an inspector that trusts names.
constexpr std::array<std::string_view, 36> kLoadedNames = {
    "math", "re",   "string",  "Counter", "deque", "sorted", "len",    "list",   "str",      "dict", "print", "exec",
    "eval", "open", "setattr", "getattr", "vars",  "type",   "object", "super",  "globals",  "f",    "x",     "_",
    "self", "cls",  "int",     "range",   "map",   "next",   "iter",   "f_back", "gi_frame", "send", "nonce", "match"};

/// Attributes that lead somewhere.
constexpr std::array<std::string_view, 20> kAttributes = {
    "gi_frame",    "f_back",   "f_locals", "f_globals", "f_builtins", "__class__",  "__dict__",
    "__globals__", "__self__", "__code__", "__init__",  "append",     "update",     "pop",
    "clear",       "sort",     "format",   "join",      "throw",      "__closure__"};

/// Tokens of one family can mostly stand for each other.
const std::vector<std::vector<std::string>> kFamilies = {
    {"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"},
    {"<", ">", "<=", ">=", "==", "!=", "in", "is", "and", "or"},
    {"=", "+=", "-=", "*=", "|=", "&=", "//=", ":="},
    {"True", "False", "None"},
    {"break", "continue", "pass", "return", "raise", "yield"}};

const std::vector<std::string>* familyOf(const std::string& token) {
    for (const auto& family : kFamilies)
        if (std::ranges::find(family, token) != family.end()) return &family;
    return nullptr;
}

constexpr std::array<std::string_view, 14> kNumbers = {"0", "1",  "2",   "-1",  "3",  "10",     "0.5",
                                                       "7", "64", "255", "1e9", "2j", "10**20", "True"};

constexpr std::array<std::string_view, 12> kTexts = {
    "''", "'a'", "'PWN'", "b'x'", "'{0}'", "'%s'", "f'{x}'", "'\\ud800'", "'{0.x}'", "r'\\d'", "'é'", "'__class__'"};

/// The tokens that are neither blank nor comment: their places.
std::vector<std::size_t> solid(const std::vector<Token>& tokens) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const TokenKind kind = tokens[i].kind;
        if (kind != TokenKind::Blank && kind != TokenKind::Newline && kind != TokenKind::Comment) places.push_back(i);
    }
    return places;
}

bool isAttribute(const std::vector<Token>& tokens, const std::vector<std::size_t>& places, std::size_t k) {
    return k > 0 && tokens[places[k - 1]].text == ".";
}

/// Names that stand where something is bound: before `=`, after `for`, `def`, `as`, in a parameter list.
std::vector<std::string> boundNames(const std::vector<Token>& tokens) {
    const std::vector<std::size_t> places = solid(tokens);
    std::set<std::string> names;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const Token& token = tokens[places[k]];
        if (token.kind != TokenKind::Name || isAttribute(tokens, places, k)) continue;
        const std::string before = k > 0 ? tokens[places[k - 1]].text : "";
        const std::string after = k + 1 < places.size() ? tokens[places[k + 1]].text : "";
        const bool binds = after == "=" || after == ":=" || before == "for" || before == "def" || before == "as" ||
                           before == "lambda" || before == "import" || after == "in" || after == ",";
        if (binds && token.text != "f") names.insert(token.text);
    }
    return {names.begin(), names.end()};
}

/// A place to put a statement: its first byte and its indentation.
std::vector<Statement> openings(std::string_view source) {
    std::vector<Statement> places = statementsOf(source);
    std::erase_if(places, [](const Statement& one) { return !one.begins(); });
    return places;
}

std::string wrapped(std::string_view block, std::string_view indent, Rng& rng) {
    const std::string inner = indented(block, "    ");
    const std::string at(indent);
    switch (rng.below(6)) {
        case 0: return at + "if True:\n" + inner;
        case 1: return at + "for _ in (0,):\n" + inner;
        case 2: return at + "while True:\n" + inner + at + "    break\n";
        case 3: return at + "try:\n" + inner + at + "finally:\n" + at + "    pass\n";
        case 4: return at + "try:\n" + inner + at + "except ValueError:\n" + at + "    raise\n";
        default: return at + "if 1 < 2:\n" + inner + at + "else:\n" + at + "    pass\n";
    }
}

std::string wrappedExpression(const std::string& text, Rng& rng) {
    switch (rng.below(7)) {
        case 0: return "(lambda: " + text + ")()";
        case 1: return "[" + text + " for _ in [0]][0]";
        case 2: return "next(" + text + " for _ in (0,))";
        case 3: return "(" + text + " if True else None)";
        case 4: return "(lambda *a: a[0])(" + text + ")";
        case 5: return "{0: " + text + "}[0]";
        default: return "(v := " + text + ")";
    }
}

std::string wholeRenested(std::string_view program, Rng& rng) {
    std::string source(program);
    if (!source.ends_with('\n')) source += '\n';
    switch (rng.below(8)) {
        case 0: return "def f(*a, **k):\n" + indented(source, "    ") + "    return f(*a, **k)";
        case 1: return source + "f = (lambda g: lambda *a, **k: g(*a, **k))(f)";
        case 2: return source + "f = [g for g in [f]][0]";
        case 3: return source + "g = f\ndef f(*a, **k):\n    return g(*a, **k)";
        case 4: return source + "f = next(g for g in (f,))";
        case 5: return "def make():\n" + indented(source, "    ") + "    return f\nf = make()";
        case 6: return "class K:\n" + indented(source, "    ") + "f = K.f";
        default: return wrapped(source, "", rng);
    }
}

std::string statementRenested(std::string_view program, Rng& rng) {
    std::vector<Statement> simple = statementsOf(program);
    std::erase_if(simple, [](const Statement& one) { return one.opensBlock || !one.begins(); });
    if (simple.empty()) return wholeRenested(program, rng);
    const Statement one = rng.pick(simple);
    std::string text(program.substr(one.begin, one.end - one.begin));
    if (!text.ends_with('\n')) text += '\n';
    const std::string before(program.substr(0, one.begin)), after(program.substr(one.end));
    const std::string head = one.indent + "return ";
    if (one.word == "return" && text.size() > head.size() + 1 && text.starts_with(head) && rng.chance(0.7))
        return before + head + wrappedExpression(text.substr(head.size(), text.size() - head.size() - 1), rng) + '\n' +
               after;
    return before + wrapped(text, one.indent, rng) + after;
}

std::string otherToken(const Token& token, const std::vector<Token>& tokens, const std::vector<std::size_t>& places,
                       bool attribute, Rng& rng) {
    const auto another = [&] { return tokens[places[rng.below(places.size())]].text; };
    if (const auto* family = familyOf(token.text)) return rng.chance(0.95) ? rng.pick(*family) : another();
    switch (token.kind) {
        case TokenKind::Number: return std::string(rng.pick(kNumbers));
        case TokenKind::Text: return std::string(rng.pick(kTexts));
        case TokenKind::Name:
            if (attribute) return std::string(rng.pick(kAttributes));
            return std::string(rng.pick(kLoadedNames));
        default: return another();
    }
}

/// Where a change may well leave a program; now and then anywhere.
std::size_t placeToChange(const std::vector<Token>& tokens, const std::vector<std::size_t>& places, Rng& rng) {
    std::size_t k = rng.below(places.size());
    for (int i = 0; i < 8 && rng.chance(0.97); ++i) {
        const Token& token = tokens[places[k]];
        const bool bound = k > 0 && (tokens[places[k - 1]].text == "def" || tokens[places[k - 1]].text == "import");
        if (familyOf(token.text) || (token.kind != TokenKind::Operator && token.kind != TokenKind::Keyword && !bound))
            break;
        k = rng.below(places.size());
    }
    return k;
}

std::string filled(std::string text, const Target& target, const std::string& value) {
    text = replaced(std::move(text), "@owner", target.owner);
    text = replaced(std::move(text), "@name", target.name);
    return replaced(std::move(text), "@value", value);
}

Payload payloadOf(const Payloads& payloads, const std::vector<std::string>& texts, const Target* theme, Rng& rng) {
    if (texts.empty() || payloads.targets.empty() || payloads.values.empty()) return {"", "setattr(f, 'n', 1)"};
    const Target& target = theme && rng.chance(0.8) ? *theme : rng.pick(payloads.targets);
    const std::string& text = rng.pick(texts);
    return {target.import, filled(text, target, rng.pick(payloads.values))};
}

}  // namespace

std::string renamed(std::string_view program, Rng& rng) {
    std::vector<Token> tokens = tokensOf(program);
    std::vector<std::string> names = boundNames(tokens);
    if (names.empty()) return withOtherTokens(program, rng);
    const std::string name = rng.pick(names);
    const std::string fresh =
        rng.chance(0.4) ? std::string(rng.pick(kLoadedNames)) : "v" + std::to_string(rng.below(100));
    const std::vector<std::size_t> places = solid(tokens);
    for (std::size_t k = 0; k < places.size(); ++k) {
        Token& token = tokens[places[k]];
        if (token.kind == TokenKind::Name && token.text == name && !isAttribute(tokens, places, k)) token.text = fresh;
    }
    return joined(tokens);
}

std::string asGiven(std::string_view program, int number) {
    std::vector<Token> tokens = tokensOf(program);
    const std::vector<std::size_t> places = solid(tokens);
    for (std::size_t k = 0; k < places.size(); ++k) {
        Token& token = tokens[places[k]];
        if (token.kind == TokenKind::Name && token.text == "f" && !isAttribute(tokens, places, k))
            token.text = "g_" + std::to_string(number);
    }
    return joined(tokens);
}

std::string renested(std::string_view program, Rng& rng) {
    return rng.chance(0.4) ? wholeRenested(program, rng) : statementRenested(program, rng);
}

std::string withStatements(std::string_view program, std::string_view statements, Rng& rng) {
    const std::vector<Statement> places = openings(program);
    std::string text(statements);
    if (!text.ends_with('\n')) text += '\n';
    if (places.empty()) return text + std::string(program);
    const Statement& at = places[rng.below(places.size())];
    return std::string(program.substr(0, at.begin)) + indented(text, at.indent) + std::string(program.substr(at.begin));
}

std::string withExpression(std::string_view program, std::string_view expression, Rng& rng) {
    std::vector<Token> tokens = tokensOf(program);
    const std::vector<std::size_t> places = solid(tokens);
    std::vector<std::size_t> operands;
    for (std::size_t k = 1; k < places.size(); ++k) {
        const TokenKind kind = tokens[places[k]].kind;
        const std::string& before = tokens[places[k - 1]].text;
        const bool value = kind == TokenKind::Name || kind == TokenKind::Number || kind == TokenKind::Text;
        const bool bound = before == "." || before == "def" || before == "class" || before == "import" ||
                           before == "from" || before == "for" || before == "as" || before == "global";
        if (value && !bound) operands.push_back(places[k]);
    }
    if (operands.empty()) return std::string(program) + "\n" + std::string(expression);
    Token& at = tokens[rng.pick(operands)];
    const std::string put = "(" + std::string(expression) + ")";
    at.text = rng.chance(0.3)   ? "(" + put + " or " + at.text + ")"
              : rng.chance(0.3) ? "[" + at.text + ", " + put + "][0]"
                                : put;
    return joined(tokens);
}

std::string withOtherTokens(std::string_view program, Rng& rng) {
    std::vector<Token> tokens = tokensOf(program);
    const std::vector<std::size_t> places = solid(tokens);
    if (places.empty()) return std::string(program);
    const std::uint64_t changes = 1 + rng.below(rng.chance(0.2) ? 3 : 1);
    for (std::uint64_t i = 0; i < changes; ++i) {
        const std::size_t k = placeToChange(tokens, places, rng);
        Token& token = tokens[places[k]];
        const double dice = rng.uniform();
        if (dice < 0.88)
            token.text = otherToken(token, tokens, places, isAttribute(tokens, places, k), rng);
        else if (dice < 0.92)
            token.text += ' ' + token.text;
        else if (dice < 0.96)
            token.text.clear();
        else
            std::swap(token.text, tokens[places[rng.below(places.size())]].text);
    }
    return joined(tokens);
}

std::string bodyOf(std::string_view program, Rng& rng) {
    std::vector<Statement> inside = statementsOf(program);
    std::erase_if(inside, [](const Statement& one) { return one.indent.empty() || one.opensBlock || !one.begins(); });
    if (inside.empty()) return "pass\n";
    std::string body;
    const std::size_t first = rng.below(inside.size());
    const std::size_t last = std::min(inside.size(), first + 1 + rng.below(3));
    for (std::size_t i = first; i < last; ++i) {
        const Statement& one = inside[i];
        const std::size_t skip = one.begin + one.indent.size();
        body += program.substr(skip, one.end - skip);
        if (!body.ends_with('\n')) body += '\n';
    }
    return body;
}

Payload expressionPayload(const Payloads& payloads, const Target* theme, Rng& rng) {
    return payloadOf(payloads, payloads.expressions, theme, rng);
}

Payload statementPayload(const Payloads& payloads, const Target* theme, Rng& rng) {
    return payloadOf(payloads, payloads.statements, theme, rng);
}

}  // namespace azr::execution::redteam
