#include "core/execution/values/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/execution/values/number_text.h"

namespace azr::execution {

Value Value::boolean(bool truth) {
    Value value;
    value.kind = ValueKind::Bool;
    value.truth = truth;
    return value;
}

Value Value::integer(std::int64_t number) {
    return integerText(std::to_string(number));
}

Value Value::integerText(std::string decimal) {
    Value value;
    value.kind = ValueKind::Int;
    value.text = std::move(decimal);
    return value;
}

Value Value::floating(double number) {
    Value value;
    value.kind = ValueKind::Float;
    value.real = number;
    return value;
}

Value Value::complex(double real, double imag) {
    Value value;
    value.kind = ValueKind::Complex;
    value.real = real;
    value.imag = imag;
    return value;
}

Value Value::string(std::string utf8) {
    Value value;
    value.kind = ValueKind::Str;
    value.text = std::move(utf8);
    return value;
}

Value Value::bytes(std::string raw) {
    Value value;
    value.kind = ValueKind::Bytes;
    value.text = std::move(raw);
    return value;
}

Value Value::container(ValueKind kind, std::vector<Value> items) {
    Value value;
    value.kind = kind;
    value.items = std::move(items);
    return value;
}

bool isMapping(ValueKind kind) {
    return kind == ValueKind::Dict || kind == ValueKind::Counter || kind == ValueKind::DefaultDict ||
           kind == ValueKind::OrderedDict;
}

bool isSet(ValueKind kind) {
    return kind == ValueKind::Set || kind == ValueKind::FrozenSet;
}

bool isDefaultFactory(std::string_view name) {
    constexpr std::array<std::string_view, 9> kNames = {"int", "list",  "str",  "float", "dict",
                                                        "set", "tuple", "bool", "None"};
    return std::ranges::find(kNames, name) != kNames.end();
}

bool hashable(const Value& value) {
    switch (value.kind) {
        case ValueKind::List:
        case ValueKind::Dict:
        case ValueKind::Set:
        case ValueKind::Deque:
        case ValueKind::Counter:
        case ValueKind::DefaultDict:
        case ValueKind::OrderedDict: return false;
        case ValueKind::Tuple: return std::ranges::all_of(value.items, hashable);
        default: return true;
    }
}

int nesting(const Value& value) {
    int deepest = 0;
    for (const Value& item : value.items) deepest = std::max(deepest, nesting(item));
    return deepest + (value.items.empty() ? 0 : 1);
}

namespace {

// Brackets open at a time where repr() writes the value.
int brackets(const Value& value) {
    int deepest = 0;
    for (const Value& item : value.items) deepest = std::max(deepest, brackets(item));
    switch (value.kind) {
        case ValueKind::List:
        case ValueKind::Tuple:
        case ValueKind::Dict:
        case ValueKind::Set:
        case ValueKind::Complex:
        case ValueKind::Range: return deepest + 1;
        case ValueKind::Float: return std::isfinite(value.real) ? 0 : 1;
        case ValueKind::FrozenSet:
        case ValueKind::Deque:
        case ValueKind::Counter:
        case ValueKind::DefaultDict: return deepest + 2;
        case ValueKind::OrderedDict: return deepest + 3;
        default: return deepest;
    }
}

std::string refusalOf(const Value& value) {
    switch (value.kind) {
        case ValueKind::Float: return std::isnan(value.real) ? "nan" : "";
        case ValueKind::Complex:
            if (std::isnan(value.real) || std::isnan(value.imag)) return "nan";
            return std::isfinite(value.real) && std::isfinite(value.imag) ? "" : "not_a_literal:complex";
        case ValueKind::Str: return hasSurrogate(value.text) ? "unpaired_surrogate" : "";
        case ValueKind::Ellipsis: return "not_a_literal:ellipsis";
        default: break;
    }
    for (const Value& item : value.items)
        if (std::string reason = refusalOf(item); !reason.empty()) return reason;
    return {};
}

}  // namespace

std::string_view typeName(const Value& value) {
    constexpr std::array<std::string_view, 18> kNames = {
        "NoneType", "bool", "int",       "float", "complex", "str",     "bytes",       "list",        "tuple",
        "dict",     "set",  "frozenset", "range", "deque",   "Counter", "defaultdict", "OrderedDict", "ellipsis"};
    return kNames[static_cast<std::size_t>(value.kind)];
}

std::string goldRefusal(const Value& value, const std::string& text) {
    if (nesting(value) > kMaxNesting || brackets(value) > kMaxBrackets) return "nesting";
    if (text.size() > kMaxValueBytes) return "too_long";
    return refusalOf(value);
}

}  // namespace azr::execution
