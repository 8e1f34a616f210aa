/// A Python value as an exact-type tree, compared and written by trusted code only (executor specification, semantics
/// 2 and 3). Values are plain data; every function is pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azr::execution {

enum class ValueKind : std::uint8_t {
    None,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Range,
    Deque,
    Counter,
    DefaultDict,
    OrderedDict,
    Ellipsis,  ///< a value that programs may compute, but neither gold nor answer
};

constexpr std::size_t kMaxValueBytes = 65536;
constexpr int kMaxNesting = 100;   ///< containers in one another
constexpr int kMaxBrackets = 200;  ///< open at a time in a literal: CPython's own limit

struct Value {
    ValueKind kind = ValueKind::None;
    bool truth = false;         ///< Bool
    double real = 0, imag = 0;  ///< Float, Complex
    std::string text;           ///< Int: decimal; Str: UTF-8 (surrogates as three bytes); Bytes; DefaultDict: factory
    std::vector<Value> items;   ///< elements; mappings: key, value, key, value …; Range: start, stop, step
    std::optional<std::int64_t> maxLength;  ///< Deque: not less than there are items

    [[nodiscard]] static Value none() { return {}; }
    [[nodiscard]] static Value boolean(bool truth);
    [[nodiscard]] static Value integer(std::int64_t number);
    [[nodiscard]] static Value integerText(std::string decimal);
    [[nodiscard]] static Value floating(double number);
    [[nodiscard]] static Value complex(double real, double imag);
    [[nodiscard]] static Value string(std::string utf8);
    [[nodiscard]] static Value bytes(std::string raw);
    [[nodiscard]] static Value container(ValueKind kind, std::vector<Value> items = {});
};

[[nodiscard]] bool isMapping(ValueKind kind);
[[nodiscard]] bool isSet(ValueKind kind);
/// The factories that a DefaultDict may have ("int", "list", … "None"), by the names in runner/values.py.
[[nodiscard]] bool isDefaultFactory(std::string_view name);
[[nodiscard]] bool hashable(const Value& value);
[[nodiscard]] int nesting(const Value& value);

enum class Elements { Distinct, Repeated, Unhashable };
/// Removes later duplicates of set elements everywhere in the tree; of mapping keys the first key stays with the last
/// value, as in Python. Says what was there: Unhashable elements or keys leave the tree in a state that no Python has.
Elements makeDistinct(Value& tree);

/// Python's ==: True == 1 == 1.0, exact between big integers and floats, unordered sets and dicts, NaN unequal.
[[nodiscard]] bool equal(const Value& a, const Value& b);
/// Equal, and every part has the same exact type.
[[nodiscard]] bool strictlyEqual(const Value& a, const Value& b);

/// Python's repr with sets sorted; inf as float('inf') and defaultdict(int, …), so that the text parses again.
[[nodiscard]] std::string repr(const Value& value);
[[nodiscard]] std::string_view typeName(const Value& value);

/// Why the value can be no gold (semantics 3): "nan", "unpaired_surrogate", "too_long", "nesting", …; empty when it
/// can.
[[nodiscard]] std::string goldRefusal(const Value& value, const std::string& text);

}  // namespace azr::execution
