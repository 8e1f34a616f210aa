/// Answers are parsed, never evaluated (executor specification, semantics 1): one Python literal, or the arguments of
/// exactly one call. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "core/execution/values/value.h"

namespace azr::execution {

constexpr std::size_t kMaxAnswerBytes = 8192;

/// Why a text is no literal: a rule for the tables, and a sentence for people.
struct LiteralError {
    std::string rule;    ///< "empty", "too_long", "nesting", "syntax", "not_a_literal", "unhashable"
    std::string detail;  ///< with the position in bytes
};

template <class T>
using Parsed = tl::expected<T, LiteralError>;

/// Numbers with sign, complex, strings, bytes, True, False, None, list, tuple, dict, set, set(), frozenset(…),
/// range(…), float('inf'), Counter, deque, defaultdict, OrderedDict of such. `limit` bounds the text.
[[nodiscard]] Parsed<Value> parseLiteral(std::string_view text, std::size_t limit = kMaxAnswerBytes);

struct CallArguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> keywords;
};

/// The text between the parentheses of f(…): positional, then keyword arguments, each a literal.
[[nodiscard]] Parsed<CallArguments> parseArguments(std::string_view text);

}  // namespace azr::execution
