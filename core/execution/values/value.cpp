#include "core/execution/values/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
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

namespace {

void appendKey(std::string& key, const Value& value, bool strict);

void appendSized(std::string& key, char tag, const std::string& text) {
    key += tag;
    key += std::to_string(text.size());
    key += ':';
    key += text;
}

void appendReal(std::string& key, double number, bool strict) {
    if (std::isnan(number)) {
        key += "nan;";
    } else if (!strict && std::isfinite(number) && number == std::trunc(number)) {
        key += 'i';
        key += integralText(number);
        key += ';';
    } else {
        key += 'f';
        key += floatRepr(number == 0 ? 0.0 : number);
        key += ';';
    }
}

std::vector<std::string> sortedKeys(const Value& value, bool strict) {
    std::vector<std::string> keys;
    keys.reserve(value.items.size());
    for (const Value& item : value.items) appendKey(keys.emplace_back(), item, strict);
    std::ranges::sort(keys);
    return keys;
}

// Equal ranges are those of equal sequences: emptiness, then start, then step where there is a second element.
void appendRange(std::string& key, const Value& value) {
    const std::string length = rangeLength(value.items[0].text, value.items[1].text, value.items[2].text);
    key += 'r' + length + ';';
    if (length == "0") return;
    key += value.items[0].text + ';';
    if (length != "1") key += value.items[2].text + ';';
}

// Two hashable values are equal in Python exactly when their keys are the same text (NaN apart).
void appendKey(std::string& key, const Value& value, bool strict) {
    if (strict) key += static_cast<char>('A' + static_cast<int>(value.kind));
    switch (value.kind) {
        case ValueKind::None: key += "n;"; return;
        case ValueKind::Escape:
        case ValueKind::Ellipsis: key += "e;"; return;
        case ValueKind::Bool: key += value.truth ? "i1;" : "i0;"; return;
        case ValueKind::Int: key += 'i' + value.text + ';'; return;
        case ValueKind::Float: appendReal(key, value.real, strict); return;
        case ValueKind::Complex:
            if (strict || value.imag != 0) key += 'c';
            appendReal(key, value.real, strict);
            if (strict || value.imag != 0) appendReal(key, value.imag, strict);
            return;
        case ValueKind::Str: appendSized(key, 's', value.text); return;
        case ValueKind::Bytes: appendSized(key, 'b', value.text); return;
        case ValueKind::Range: appendRange(key, value); return;
        case ValueKind::Set:
        case ValueKind::FrozenSet:
            key += '{';
            for (const std::string& one : sortedKeys(value, strict)) key += one;
            key += '}';
            return;
        default:
            key += '(';
            for (const Value& item : value.items) appendKey(key, item, strict);
            key += ')';
    }
}

std::string keyOf(const Value& value, bool strict) {
    std::string key;
    appendKey(key, value, strict);
    return key;
}

bool containsNan(const Value& value) {
    if (value.kind == ValueKind::Float || value.kind == ValueKind::Complex)
        return std::isnan(value.real) || std::isnan(value.imag);
    return std::ranges::any_of(value.items, containsNan);
}

bool same(const Value& a, const Value& b, bool strict);

bool sameSequence(const Value& a, const Value& b, bool strict) {
    return std::ranges::equal(a.items, b.items, [&](const Value& x, const Value& y) { return same(x, y, strict); });
}

using Entry = std::pair<std::string, const Value*>;

std::vector<Entry> sortedEntries(const Value& value, bool strict, bool dropZeros) {
    static const Value zero = Value::integer(0);
    std::vector<Entry> entries;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2)
        if (!dropZeros || !equal(value.items[i + 1], zero))
            entries.emplace_back(keyOf(value.items[i], strict), &value.items[i + 1]);
    std::ranges::sort(entries, {}, &Entry::first);
    return entries;
}

bool sameMapping(const Value& a, const Value& b, bool strict) {
    if (a.kind == ValueKind::OrderedDict && b.kind == ValueKind::OrderedDict) return sameSequence(a, b, strict);
    // Counters compare with missing elements as zeros.
    const bool counters = !strict && a.kind == ValueKind::Counter && b.kind == ValueKind::Counter;
    const auto left = sortedEntries(a, strict, counters);
    const auto right = sortedEntries(b, strict, counters);
    return std::ranges::equal(left, right, [&](const Entry& x, const Entry& y) {
        return x.first == y.first && same(*x.second, *y.second, strict);
    });
}

bool isNumber(ValueKind kind) {
    return kind == ValueKind::Bool || kind == ValueKind::Int || kind == ValueKind::Float || kind == ValueKind::Complex;
}

bool isSet(ValueKind kind) {
    return kind == ValueKind::Set || kind == ValueKind::FrozenSet;
}

bool same(const Value& a, const Value& b, bool strict) {
    if (strict && a.kind != b.kind) return false;
    if (isMapping(a.kind) && isMapping(b.kind)) return sameMapping(a, b, strict);
    const bool comparable =
        a.kind == b.kind || (isNumber(a.kind) && isNumber(b.kind)) || (isSet(a.kind) && isSet(b.kind));
    if (!comparable) return false;
    switch (a.kind) {
        case ValueKind::List:
        case ValueKind::Tuple:
        case ValueKind::Deque: return a.items.size() == b.items.size() && sameSequence(a, b, strict);
        case ValueKind::Str:
        case ValueKind::Bytes: return a.text == b.text;
        default: return !containsNan(a) && !containsNan(b) && keyOf(a, strict) == keyOf(b, strict);
    }
}

int depth(const Value& value) {
    int deepest = 0;
    for (const Value& item : value.items) deepest = std::max(deepest, depth(item));
    return deepest + (value.items.empty() ? 0 : 1);
}

std::string refusalOf(const Value& value) {
    switch (value.kind) {
        case ValueKind::Float: return std::isnan(value.real) ? "nan" : "";
        case ValueKind::Complex:
            if (std::isnan(value.real) || std::isnan(value.imag)) return "nan";
            return std::isfinite(value.real) && std::isfinite(value.imag) ? "" : "not_a_literal:complex";
        case ValueKind::Str: return hasSurrogate(value.text) ? "unpaired_surrogate" : "";
        case ValueKind::Escape:
        case ValueKind::Ellipsis: return "not_a_literal:ellipsis";
        default: break;
    }
    for (const Value& item : value.items)
        if (std::string reason = refusalOf(item); !reason.empty()) return reason;
    return {};
}

}  // namespace

void removeDuplicates(Value& container) {
    const bool mapping = isMapping(container.kind);
    if (!mapping && container.kind != ValueKind::Set && container.kind != ValueKind::FrozenSet) return;
    std::vector<Value> kept;
    std::unordered_map<std::string, std::size_t> places;  // of the kept
    for (std::size_t i = 0; i < container.items.size(); i += mapping ? 2 : 1) {
        std::string key = keyOf(container.items[i], false);
        const bool nan = containsNan(container.items[i]);
        if (nan) key += '!' + std::to_string(i);  // equals nothing, not even itself
        const auto [place, added] = places.emplace(std::move(key), kept.size());
        if (added) {
            kept.push_back(std::move(container.items[i]));
            if (mapping) kept.push_back(std::move(container.items[i + 1]));
        } else if (mapping) {
            kept[place->second + 1] = std::move(container.items[i + 1]);
        }
    }
    container.items = std::move(kept);
}

bool equal(const Value& a, const Value& b) {
    return same(a, b, false);
}

bool strictlyEqual(const Value& a, const Value& b) {
    return same(a, b, true);
}

std::string_view typeName(const Value& value) {
    constexpr std::array<std::string_view, 19> kNames = {
        "NoneType", "bool",      "int",   "float", "complex", "str",         "bytes",       "list",     "tuple", "dict",
        "set",      "frozenset", "range", "deque", "Counter", "defaultdict", "OrderedDict", "ellipsis", "escape"};
    return kNames[static_cast<std::size_t>(value.kind)];
}

std::string goldRefusal(const Value& value, const std::string& text) {
    if (depth(value) > kMaxNesting) return "nesting";
    if (text.size() > kMaxValueBytes) return "too_long";
    return refusalOf(value);
}

}  // namespace azr::execution
