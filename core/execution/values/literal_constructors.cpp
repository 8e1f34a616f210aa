#include "core/execution/values/literal_constructors.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "core/execution/values/equality_classes.h"

namespace azr::execution {
namespace {

// The elements of the one argument, or nothing; a string's are its characters.
std::optional<Value> filled(ValueKind kind, std::vector<Value>& values) {
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

std::optional<Value> range(std::vector<Value>& values) {
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

std::optional<Value> specialFloat(const Value& value) {
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

// The elements with how often each is there, in the order of their first.
Value counted(std::vector<Value> elements) {
    EqualityClasses classes(false);
    std::map<EqualityClasses::Number, std::size_t> places;  // of the first, among the counts
    std::vector<std::int64_t> counts;
    Value counter = Value::container(ValueKind::Counter);
    for (Value& element : elements) {
        const auto [place, added] = places.emplace(classes.of(element), counts.size());
        if (added) {
            counts.push_back(0);
            counter.items.push_back(std::move(element));
            counter.items.emplace_back();
        }
        ++counts[place->second];
    }
    for (std::size_t i = 0; i < counts.size(); ++i) counter.items[2 * i + 1] = Value::integer(counts[i]);
    return counter;
}

std::optional<Value> counter(std::vector<Value>& values) {
    if (!values.empty() && isMapping(values[0].kind))
        return Value::container(ValueKind::Counter, std::move(values[0].items));
    // A set's elements count once each.
    if (!values.empty()) makeDistinct(values[0]);
    auto elements = filled(ValueKind::List, values);
    if (!elements || !std::ranges::all_of(elements->items, hashable)) return std::nullopt;
    return counted(std::move(elements->items));
}

std::optional<Value> deque(CallArguments& call) {
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
    // The order of a set is Python's secret.
    if (!call.positional.empty() && isSet(call.positional[0].kind)) return std::nullopt;
    auto value = filled(ValueKind::Deque, call.positional);
    if (!value || !length || length->kind == ValueKind::None) return value;
    std::int64_t most = 0;
    const char* const end = length->text.data() + length->text.size();
    if (length->kind != ValueKind::Int || std::from_chars(length->text.data(), end, most).ec != std::errc() || most < 0)
        return std::nullopt;
    value->maxLength = most;
    const auto kept = static_cast<std::size_t>(most);
    if (value->items.size() > kept)
        value->items.erase(value->items.begin(), value->items.end() - static_cast<std::ptrdiff_t>(kept));
    return value;
}

std::optional<Value> mapping(ValueKind kind, std::vector<Value>& values) {
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

}  // namespace

std::optional<Value> constructed(const std::string& word, std::string factory, CallArguments call) {
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

}  // namespace azr::execution
