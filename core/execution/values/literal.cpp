#include "core/execution/values/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "core/execution/values/character_names.h"
#include "core/execution/values/literal_constructors.h"
#include "core/execution/values/literal_lexer.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr std::array<std::string_view, 36> kNoNames = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "for",      "finally",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",    "__debug__"};

class Parser {
  public:
    Parser(std::string_view text, bool bracketed) : m_lexer(text, bracketed) {}

    Parsed<Value> expression() {
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        if (m_token.kind == TokenKind::End) return refuse("empty", "no value");
        auto first = item();
        if (!first || m_token.kind == TokenKind::End) return first;
        Value tuple = Value::container(ValueKind::Tuple);
        tuple.items.push_back(std::move(*first));
        while (m_token.kind != TokenKind::End) {
            if (!isOperator(',')) return refuse("not_a_literal", "more than one literal");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            if (m_token.kind == TokenKind::End) break;
            auto next = item();
            if (!next) return next;
            tuple.items.push_back(std::move(*next));
        }
        return tuple;
    }

    Parsed<CallArguments> arguments() {
        CallArguments call;
        if (auto read = argumentsUpTo('\0', call); !read) return tl::make_unexpected(read.error());
        return call;
    }

  private:
    using Done = tl::expected<void, LiteralError>;

    Done advance() {
        if (m_hasAhead) {
            m_token = std::move(m_ahead);
            m_hasAhead = false;
            return {};
        }
        auto token = m_lexer.next();
        if (!token) return tl::make_unexpected(token.error());
        m_token = std::move(*token);
        return {};
    }

    tl::unexpected<LiteralError> refuse(const char* rule, const std::string& what) const {
        return tl::make_unexpected(LiteralError{rule, what + " at byte " + std::to_string(m_token.place)});
    }

    [[nodiscard]] bool isOperator(char c) const { return m_token.kind == TokenKind::Operator && m_token.text[0] == c; }

    [[nodiscard]] bool atEnd(char close) const {
        return close == '\0' ? m_token.kind == TokenKind::End : isOperator(close);
    }

    // Past a comma, if the end has not come.
    Done separate(char close) {
        if (atEnd(close)) return {};
        if (!isOperator(',')) return refuse("not_a_literal", "expected a comma");
        return advance();
    }

    // Positional and keyword arguments up to `close` or, for '\0', to the end; the current token stands before them.
    Done argumentsUpTo(char close, CallArguments& call) {
        std::set<std::string> names;
        if (auto moved = advance(); !moved) return moved;
        while (!atEnd(close)) {
            if (auto added = argument(call, names); !added) return added;
            if (auto separated = separate(close); !separated) return separated;
        }
        return close == '\0' ? Done() : advance();
    }

    // The token after a name decides.
    Done argument(CallArguments& call, std::set<std::string>& names) {
        if (m_token.kind == TokenKind::Name) {
            auto ahead = m_lexer.next();
            if (!ahead) return tl::make_unexpected(ahead.error());
            m_ahead = std::move(*ahead);
            m_hasAhead = true;
            if (m_ahead.kind == TokenKind::Operator && m_ahead.text == "=") return keyword(call, names);
        }
        if (!call.keywords.empty()) return refuse("syntax", "a positional argument after a keyword");
        auto value = item();
        if (!value) return tl::make_unexpected(value.error());
        call.positional.push_back(std::move(*value));
        return {};
    }

    Done keyword(CallArguments& call, std::set<std::string>& names) {
        auto name = pythonIdentifier(m_token.text);
        if (!name || std::ranges::find(kNoNames, *name) != kNoNames.end())
            return refuse("syntax", "no name of an argument");
        if (!names.insert(*name).second) return refuse("syntax", "a repeated keyword");
        for (int i = 0; i < 2; ++i)
            if (auto moved = advance(); !moved) return moved;
        auto value = item();
        if (!value) return tl::make_unexpected(value.error());
        call.keywords.emplace_back(std::move(*name), std::move(*value));
        return {};
    }

    Parsed<Value> item() {
        const bool minus = isOperator('-');
        if (minus || isOperator('+')) {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            auto operand = atom();
            if (!operand) return operand;
            if (!negate(*operand, minus)) return refuse("not_a_literal", "a sign before no number");
            return sum(std::move(*operand));
        }
        auto value = atom();
        if (!value) return value;
        return sum(std::move(*value));
    }

    static bool negate(Value& value, bool minus) {
        if (value.kind != ValueKind::Int && value.kind != ValueKind::Float && value.kind != ValueKind::Complex)
            return false;
        if (!minus) return true;
        value.real = -value.real;
        value.imag = -value.imag;
        if (value.kind == ValueKind::Int && value.text != "0")
            value.text = value.text[0] == '-' ? value.text.substr(1) : '-' + value.text;
        return true;
    }

    // real ± imaginary, the one sum that is a literal.
    Parsed<Value> sum(Value left) {
        if (!isOperator('+') && !isOperator('-')) return left;
        const bool minus = isOperator('-');
        const auto real = realPart(left);
        if (!real) return refuse("not_a_literal", "an expression");
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        if (m_token.kind != TokenKind::Number || m_token.number.kind != ValueKind::Complex)
            return refuse("not_a_literal", "an expression");
        const double imag = m_token.number.imag;
        // As Python adds complex(real, 0) and complex(0, imag): zeros keep or lose their sign.
        Value value = minus ? Value::complex(*real - 0.0, 0.0 - imag) : Value::complex(*real + 0.0, 0.0 + imag);
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return value;
    }

    // Empty for an integer beyond the largest float, too: Python raises an error then.
    static std::optional<double> realPart(const Value& left) {
        if (left.kind == ValueKind::Float) return left.real;
        double real = 0;
        const char* const end = left.text.data() + left.text.size();
        if (left.kind != ValueKind::Int || std::from_chars(left.text.data(), end, real).ec != std::errc())
            return std::nullopt;
        return real;
    }

    Parsed<Value> atom() {
        switch (m_token.kind) {
            case TokenKind::Number: {
                Value value = std::move(m_token.number);
                if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
                return value;
            }
            case TokenKind::String:
            case TokenKind::Bytes: return strings();
            case TokenKind::Name: return name();
            case TokenKind::Operator:
                if (isOperator('(')) return parenthesis();
                if (isOperator('[')) return list();
                if (isOperator('{')) return braces();
                break;
            case TokenKind::End: break;
        }
        return refuse("syntax", "expected a value");
    }

    Parsed<Value> strings() {
        const TokenKind kind = m_token.kind;
        std::string text;
        while (m_token.kind == TokenKind::String || m_token.kind == TokenKind::Bytes) {
            if (m_token.kind != kind) return refuse("syntax", "bytes beside a string");
            text += m_token.text;
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        return kind == TokenKind::Bytes ? Value::bytes(std::move(text)) : Value::string(std::move(text));
    }

    // Items up to `close`, which is consumed; the opening bracket is the current token. Tells of a trailing comma.
    Parsed<std::vector<Value>> items(char close, bool* comma = nullptr) {
        std::vector<Value> values;
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        while (!atEnd(close)) {
            auto value = item();
            if (!value) return tl::make_unexpected(value.error());
            values.push_back(std::move(*value));
            if (comma) *comma = isOperator(',');
            if (auto separated = separate(close); !separated) return tl::make_unexpected(separated.error());
        }
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return values;
    }

    Parsed<Value> parenthesis() {
        bool comma = false;
        auto values = items(')', &comma);
        if (!values) return tl::make_unexpected(values.error());
        if (values->size() == 1 && !comma) return std::move(values->front());
        return Value::container(ValueKind::Tuple, std::move(*values));
    }

    Parsed<Value> list() {
        auto values = items(']');
        if (!values) return tl::make_unexpected(values.error());
        return Value::container(ValueKind::List, std::move(*values));
    }

    // Of sets and mappings; what is equal among them is found for the whole value at its end.
    Parsed<Value> withHashableKeys(Value value) {
        const bool mapping = isMapping(value.kind);
        if (!mapping && !isSet(value.kind)) return value;
        for (std::size_t i = 0; i < value.items.size(); i += mapping ? 2 : 1)
            if (!hashable(value.items[i])) return refuse("unhashable", "an unhashable key");
        return value;
    }

    Parsed<Value> braces() {
        Value value = Value::container(ValueKind::Dict);
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        while (!atEnd('}')) {
            auto key = item();
            if (!key) return key;
            const bool pair = isOperator(':');
            if (value.items.empty() && !pair) value.kind = ValueKind::Set;
            if (pair != (value.kind == ValueKind::Dict)) return refuse("syntax", "a set or a dict, not both");
            value.items.push_back(std::move(*key));
            if (pair) {
                if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
                auto mapped = item();
                if (!mapped) return mapped;
                value.items.push_back(std::move(*mapped));
            }
            if (auto separated = separate('}'); !separated) return tl::make_unexpected(separated.error());
        }
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return withHashableKeys(std::move(value));
    }

    Parsed<Value> name() {
        std::string word = m_token.text;
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        if (word == "None") return Value::none();
        if (word == "True" || word == "False") return Value::boolean(word == "True");
        if (word == "collections" && isOperator('.')) {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            word = m_token.text;
            if (word != "Counter" && word != "deque" && word != "defaultdict" && word != "OrderedDict")
                return refuse("not_a_literal", "a name");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        if (!isOperator('(')) return refuse("not_a_literal", "the name " + word);
        return construct(word);
    }

    // The current token is the parenthesis after the name.
    Parsed<Value> construct(const std::string& word) {
        std::string factory;
        if (word == "defaultdict") {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            if (m_token.kind != TokenKind::Name || !isDefaultFactory(m_token.text))
                return refuse("not_a_literal", "a defaultdict without a known factory");
            factory = m_token.text;
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            if (!atEnd(')') && !isOperator(',')) return refuse("not_a_literal", "expected a comma");
        }
        CallArguments call;
        const bool empty = !factory.empty() && atEnd(')');
        if (empty) {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        } else if (auto read = argumentsUpTo(')', call); !read) {
            return tl::make_unexpected(read.error());
        }
        auto built = constructed(word, std::move(factory), std::move(call));
        if (!built) return refuse("not_a_literal", "no such " + word);
        return withHashableKeys(std::move(*built));
    }

    LiteralLexer m_lexer;
    Token m_token, m_ahead;
    bool m_hasAhead = false;
};

// Equal elements of sets and equal keys go together, once for the whole value.
tl::expected<void, LiteralError> settle(Value& value) {
    if (nesting(value) > kMaxNesting) return tl::make_unexpected(LiteralError{"nesting", "nested too deeply"});
    makeDistinct(value);
    return {};
}

// What Python's reader does before it looks at tokens; outer blanks do not matter to an answer.
Parsed<std::string> prepared(std::string_view text, std::size_t limit) {
    if (text.size() > limit) return tl::make_unexpected(LiteralError{"too_long", "longer than the limit"});
    if (text.find('\0') != std::string_view::npos || !validText(text) || hasSurrogate(text))
        return tl::make_unexpected(LiteralError{"syntax", "not a text"});
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            clean += '\n';
            if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
        } else {
            clean += text[i];
        }
    }
    const std::size_t from = clean.find_first_not_of(" \t\n\f");
    return from == std::string::npos ? std::string() : clean.substr(from);
}

}  // namespace

Parsed<Value> parseLiteral(std::string_view text, std::size_t limit) {
    auto clean = prepared(text, limit);
    if (!clean) return tl::make_unexpected(clean.error());
    auto value = Parser(*clean, false).expression();
    if (value)
        if (auto done = settle(*value); !done) return tl::make_unexpected(done.error());
    return value;
}

Parsed<CallArguments> parseArguments(std::string_view text) {
    auto clean = prepared(text, kMaxAnswerBytes);
    if (!clean) return tl::make_unexpected(clean.error());
    auto call = Parser(*clean, true).arguments();
    if (!call) return call;
    for (Value& value : call->positional)
        if (auto done = settle(value); !done) return tl::make_unexpected(done.error());
    for (auto& [name, value] : call->keywords)
        if (auto done = settle(value); !done) return tl::make_unexpected(done.error());
    return call;
}

}  // namespace azr::execution
