#include "core/execution/values/literal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/execution/values/literal_lexer.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr std::array<std::string_view, 35> kKeywords = {
    "False",  "None",     "True", "and",    "as",   "assert",  "async",  "await",  "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "for",  "finally", "from",   "global", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass", "raise",   "return", "try",    "while", "with",   "yield"};
constexpr std::array<std::string_view, 9> kFactories = {"int", "list",  "str",  "float", "dict",
                                                        "set", "tuple", "bool", "None"};

class Parser {
  public:
    Parser(std::string_view text, bool bracketed) : m_lexer(text, bracketed) {}

    Parsed<Value> expression() {
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        if (m_token.kind == TokenKind::End) return refuse("empty", "no value");
        auto first = item(0);
        if (!first || m_token.kind == TokenKind::End) return first;
        if (!isOperator(',')) return refuse("not_a_literal", "more than one literal");
        Value tuple = Value::container(ValueKind::Tuple);
        tuple.items.push_back(std::move(*first));
        while (isOperator(',')) {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            if (m_token.kind == TokenKind::End) break;
            auto next = item(0);
            if (!next) return next;
            tuple.items.push_back(std::move(*next));
        }
        if (m_token.kind != TokenKind::End) return refuse("not_a_literal", "more than one literal");
        return tuple;
    }

    Parsed<CallArguments> arguments() {
        CallArguments call;
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        while (m_token.kind != TokenKind::End) {
            if (auto added = argument(call, 0); !added) return tl::make_unexpected(added.error());
            if (m_token.kind == TokenKind::End) break;
            if (!isOperator(',')) return refuse("not_a_literal", "expected a comma");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
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

    // One positional or keyword argument; the token after a name decides.
    Done argument(CallArguments& call, int depth) {
        if (m_token.kind == TokenKind::Name) {
            auto ahead = m_lexer.next();
            if (!ahead) return tl::make_unexpected(ahead.error());
            m_ahead = std::move(*ahead);
            m_hasAhead = true;
            if (m_ahead.kind == TokenKind::Operator && m_ahead.text == "=") return keyword(call, depth);
        }
        if (!call.keywords.empty()) return refuse("syntax", "a positional argument after a keyword");
        auto value = item(depth);
        if (!value) return tl::make_unexpected(value.error());
        call.positional.push_back(std::move(*value));
        return {};
    }

    Done keyword(CallArguments& call, int depth) {
        std::string name = m_token.text;
        if (std::ranges::find(kKeywords, name) != kKeywords.end()) return refuse("syntax", "a keyword as a name");
        if (std::ranges::any_of(call.keywords, [&](const auto& one) { return one.first == name; }))
            return refuse("syntax", "a repeated keyword");
        for (int i = 0; i < 2; ++i)
            if (auto moved = advance(); !moved) return moved;
        auto value = item(depth);
        if (!value) return tl::make_unexpected(value.error());
        call.keywords.emplace_back(std::move(name), std::move(*value));
        return {};
    }

    Parsed<Value> item(int depth) {
        if (depth > kMaxNesting) return refuse("nesting", "nested too deeply");
        const bool minus = isOperator('-');
        if (minus || isOperator('+')) {
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            auto operand = atom(depth);
            if (!operand) return operand;
            if (!negate(*operand, minus)) return refuse("not_a_literal", "a sign before no number");
            return sum(std::move(*operand));
        }
        auto value = atom(depth);
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
        if (left.kind != ValueKind::Int && left.kind != ValueKind::Float)
            return refuse("not_a_literal", "an expression");
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        if (m_token.kind != TokenKind::Number || m_token.number.kind != ValueKind::Complex)
            return refuse("not_a_literal", "an expression");
        const double real = left.kind == ValueKind::Int ? std::strtod(left.text.c_str(), nullptr) : left.real;
        Value value = Value::complex(real, minus ? -m_token.number.imag : m_token.number.imag);
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return value;
    }

    Parsed<Value> atom(int depth) {
        switch (m_token.kind) {
            case TokenKind::Number: {
                Value value = std::move(m_token.number);
                if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
                return value;
            }
            case TokenKind::String:
            case TokenKind::Bytes: return strings();
            case TokenKind::Name: return name(depth);
            case TokenKind::Operator:
                if (isOperator('(')) return parenthesis(depth);
                if (isOperator('[')) return list(depth);
                if (isOperator('{')) return braces(depth);
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
    Parsed<std::vector<Value>> items(char close, int depth, bool* comma = nullptr) {
        std::vector<Value> values;
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        while (!isOperator(close)) {
            auto value = item(depth + 1);
            if (!value) return tl::make_unexpected(value.error());
            values.push_back(std::move(*value));
            if (comma) *comma = isOperator(',');
            if (isOperator(close)) break;
            if (!isOperator(',')) return refuse("not_a_literal", "expected a comma");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return values;
    }

    Parsed<Value> parenthesis(int depth) {
        bool comma = false;
        auto values = items(')', depth, &comma);
        if (!values) return tl::make_unexpected(values.error());
        if (values->size() == 1 && !comma) return std::move(values->front());
        return Value::container(ValueKind::Tuple, std::move(*values));
    }

    Parsed<Value> list(int depth) {
        auto values = items(']', depth);
        if (!values) return tl::make_unexpected(values.error());
        return Value::container(ValueKind::List, std::move(*values));
    }

    Parsed<Value> unique(Value value) {
        const std::size_t step = isMapping(value.kind) ? 2 : 1;
        for (std::size_t i = 0; i < value.items.size(); i += step)
            if (!hashable(value.items[i])) return refuse("unhashable", "an unhashable key");
        removeDuplicates(value);
        return value;
    }

    Parsed<Value> braces(int depth) {
        Value value = Value::container(ValueKind::Dict);
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        while (!isOperator('}')) {
            auto key = item(depth + 1);
            if (!key) return key;
            const bool pair = isOperator(':');
            if (value.items.empty() && !pair) value.kind = ValueKind::Set;
            if (pair != (value.kind == ValueKind::Dict)) return refuse("syntax", "a set or a dict, not both");
            value.items.push_back(std::move(*key));
            if (pair) {
                if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
                auto mapped = item(depth + 1);
                if (!mapped) return mapped;
                value.items.push_back(std::move(*mapped));
            }
            if (isOperator('}')) break;
            if (!isOperator(',')) return refuse("not_a_literal", "expected a comma");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        return unique(std::move(value));
    }

    Parsed<Value> name(int depth) {
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
        return construct(word, depth);
    }

    Parsed<Value> construct(const std::string& word, int depth) {
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        std::string factory;
        if (word == "defaultdict") {
            if (m_token.kind != TokenKind::Name || std::ranges::find(kFactories, m_token.text) == kFactories.end())
                return refuse("not_a_literal", "a defaultdict without a known factory");
            factory = m_token.text;
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
            if (isOperator(','))
                if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        CallArguments call;
        while (!isOperator(')')) {
            if (auto added = argument(call, depth + 1); !added) return tl::make_unexpected(added.error());
            if (isOperator(')')) break;
            if (!isOperator(',')) return refuse("not_a_literal", "expected a comma");
            if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        }
        if (auto moved = advance(); !moved) return tl::make_unexpected(moved.error());
        auto built = build(word, std::move(factory), std::move(call));
        if (!built) return refuse("not_a_literal", "no such " + word);
        return unique(std::move(*built));
    }

    static std::optional<Value> build(const std::string& word, std::string factory, CallArguments call) {
        std::vector<Value>& values = call.positional;
        const bool plain = call.keywords.empty();
        if (word == "set" && plain && values.empty()) return Value::container(ValueKind::Set);
        if (word == "frozenset" && plain && values.size() <= 1) return filled(ValueKind::FrozenSet, values);
        if (word == "range" && plain) return range(values);
        if (word == "float" && plain && values.size() == 1) return specialFloat(values[0]);
        if (word == "Counter" && plain && values.size() <= 1) return counter(values);
        if (word == "deque") return deque(call);
        if (word == "defaultdict" && plain && values.size() <= 1) {
            auto value = mapping(ValueKind::DefaultDict, values);
            if (value) value->text = std::move(factory);
            return value;
        }
        if (word == "OrderedDict" && plain && values.size() <= 1) return mapping(ValueKind::OrderedDict, values);
        return std::nullopt;
    }

    // The elements of the one argument, or nothing; a string's are its characters.
    static std::optional<Value> filled(ValueKind kind, std::vector<Value>& values) {
        Value value = Value::container(kind);
        if (values.empty()) return value;
        Value& from = values[0];
        switch (from.kind) {
            case ValueKind::List:
            case ValueKind::Tuple:
            case ValueKind::Set:
            case ValueKind::FrozenSet:
            case ValueKind::Deque: value.items = std::move(from.items); return value;
            case ValueKind::Str:
                for (std::size_t at = 0; at < from.text.size();) {
                    const std::size_t start = at++;
                    while (at < from.text.size() && (static_cast<unsigned char>(from.text[at]) & 0xC0) == 0x80) ++at;
                    value.items.push_back(Value::string(from.text.substr(start, at - start)));
                }
                return value;
            default: return std::nullopt;
        }
    }

    static std::optional<Value> range(std::vector<Value>& values) {
        if (values.empty() || values.size() > 3) return std::nullopt;
        for (Value& value : values) {
            if (value.kind == ValueKind::Bool) value = Value::integer(value.truth ? 1 : 0);
            if (value.kind != ValueKind::Int) return std::nullopt;
        }
        if (values.size() == 1) values.insert(values.begin(), Value::integer(0));
        if (values.size() == 2) values.push_back(Value::integer(1));
        if (values[2].text == "0") return std::nullopt;
        return Value::container(ValueKind::Range, std::move(values));
    }

    static std::optional<Value> specialFloat(const Value& value) {
        if (value.kind != ValueKind::Str) return std::nullopt;
        std::string word = value.text;
        std::ranges::transform(word, word.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        const bool minus = word.starts_with('-');
        if (minus || word.starts_with('+')) word.erase(0, 1);
        if (word == "nan") return Value::floating(std::numeric_limits<double>::quiet_NaN());
        if (word != "inf" && word != "infinity") return std::nullopt;
        const double infinity = std::numeric_limits<double>::infinity();
        return Value::floating(minus ? -infinity : infinity);
    }

    static std::optional<Value> counter(std::vector<Value>& values) {
        if (!values.empty() && isMapping(values[0].kind))
            return Value::container(ValueKind::Counter, std::move(values[0].items));
        auto elements = filled(ValueKind::List, values);
        if (!elements || !std::ranges::all_of(elements->items, hashable)) return std::nullopt;
        Value counted = Value::container(ValueKind::Counter);
        for (Value& element : elements->items) {
            std::size_t at = 0;
            while (at < counted.items.size() && !equal(counted.items[at], element)) at += 2;
            if (at < counted.items.size()) {
                counted.items[at + 1] =
                    Value::integer(std::strtoll(counted.items[at + 1].text.c_str(), nullptr, 10) + 1);
            } else {
                counted.items.push_back(std::move(element));
                counted.items.push_back(Value::integer(1));
            }
        }
        return counted;
    }

    static std::optional<Value> deque(CallArguments& call) {
        std::optional<Value> length;
        if (call.positional.size() == 2) {
            length = std::move(call.positional[1]);
            call.positional.pop_back();
        }
        for (auto& [name, value] : call.keywords) {
            if (name != "maxlen" || length) return std::nullopt;
            length = std::move(value);
        }
        if (call.positional.size() > 1) return std::nullopt;
        auto value = filled(ValueKind::Deque, call.positional);
        if (!value || !length || length->kind == ValueKind::None) return value;
        if (length->kind != ValueKind::Int || length->text[0] == '-' || length->text.size() > 15) return std::nullopt;
        value->maxLength = std::strtoll(length->text.c_str(), nullptr, 10);
        const auto kept = static_cast<std::size_t>(*value->maxLength);
        if (value->items.size() > kept)
            value->items.erase(value->items.begin(), value->items.end() - static_cast<std::ptrdiff_t>(kept));
        return value;
    }

    static std::optional<Value> mapping(ValueKind kind, std::vector<Value>& values) {
        Value value = Value::container(kind);
        if (values.empty()) return value;
        Value& from = values[0];
        if (isMapping(from.kind)) {
            value.items = std::move(from.items);
            return value;
        }
        if (from.kind != ValueKind::List && from.kind != ValueKind::Tuple) return std::nullopt;
        for (Value& pair : from.items) {
            if ((pair.kind != ValueKind::Tuple && pair.kind != ValueKind::List) || pair.items.size() != 2)
                return std::nullopt;
            value.items.push_back(std::move(pair.items[0]));
            value.items.push_back(std::move(pair.items[1]));
        }
        return value;
    }

    LiteralLexer m_lexer;
    Token m_token, m_ahead;
    bool m_hasAhead = false;
};

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
    return Parser(*clean, false).expression();
}

Parsed<CallArguments> parseArguments(std::string_view text) {
    auto clean = prepared(text, kMaxAnswerBytes);
    if (!clean) return tl::make_unexpected(clean.error());
    return Parser(*clean, true).arguments();
}

}  // namespace azr::execution
