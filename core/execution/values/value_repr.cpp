#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/execution/values/number_text.h"
#include "core/execution/values/value.h"

namespace azr::execution {
namespace {

std::string number(double value) {
    if (std::isfinite(value)) return floatRepr(value);
    return "float('" + floatRepr(value) + "')";
}

std::string complexRepr(const Value& value) {
    const auto part = [](double x) {
        std::string text = floatRepr(x);
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    };
    if (value.real == 0 && !std::signbit(value.real)) return part(value.imag) + 'j';
    std::string imag = part(value.imag);
    if (imag[0] != '-') imag.insert(0, "+");
    return '(' + part(value.real) + imag + "j)";
}

int rank(const Value& value) {
    switch (value.kind) {
        case ValueKind::None: return 0;
        case ValueKind::Bool:
        case ValueKind::Int:
        case ValueKind::Float: return 1;
        case ValueKind::Str: return 2;
        default: return 3;
    }
}

double approximate(const Value& value) {
    if (value.kind == ValueKind::Bool) return value.truth ? 1 : 0;
    return value.kind == ValueKind::Int ? std::strtod(value.text.c_str(), nullptr) : value.real;
}

struct Written {
    int rank;
    double number;
    std::string sortText, text;
};

// Numbers by size, strings by bytes, the rest by their text.
bool before(const Written& a, const Written& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.rank == 1 && a.number != b.number) return a.number < b.number;
    if (a.rank == 1 && a.text.size() != b.text.size() && std::fabs(a.number) > 1e15)
        return (a.text.size() < b.text.size()) != (a.number < 0);
    return a.sortText < b.sortText;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += ", ";
        text += part;
    }
    return text;
}

std::string elements(const Value& value) {
    std::vector<std::string> parts;
    for (const Value& item : value.items) parts.push_back(repr(item));
    return joined(parts);
}

std::string sortedElements(const Value& value) {
    std::vector<Written> all;
    for (const Value& item : value.items) {
        std::string text = repr(item);
        all.push_back({rank(item), approximate(item), item.kind == ValueKind::Str ? item.text : text, text});
    }
    std::ranges::stable_sort(all, before);
    std::vector<std::string> parts;
    for (Written& one : all) parts.push_back(std::move(one.text));
    return joined(parts);
}

std::string entries(const Value& value) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2)
        parts.push_back(repr(value.items[i]) + ": " + repr(value.items[i + 1]));
    return '{' + joined(parts) + '}';
}

// Most common first, as Python writes it; in order of insertion among equals.
std::string counterRepr(const Value& value) {
    if (value.items.empty()) return "Counter()";
    std::vector<std::size_t> order(value.items.size() / 2);
    std::iota(order.begin(), order.end(), 0);
    const bool numbers = std::ranges::all_of(order, [&](std::size_t i) { return rank(value.items[2 * i + 1]) == 1; });
    if (numbers)
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            return approximate(value.items[2 * a + 1]) > approximate(value.items[2 * b + 1]);
        });
    Value sorted = Value::container(ValueKind::Dict);
    for (const std::size_t i : order) {
        sorted.items.push_back(value.items[2 * i]);
        sorted.items.push_back(value.items[2 * i + 1]);
    }
    return "Counter(" + entries(sorted) + ')';
}

std::string orderedRepr(const Value& value) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2)
        parts.push_back('(' + repr(value.items[i]) + ", " + repr(value.items[i + 1]) + ')');
    return parts.empty() ? "OrderedDict()" : "OrderedDict([" + joined(parts) + "])";
}

std::string rangeRepr(const Value& value) {
    std::string text = "range(" + value.items[0].text + ", " + value.items[1].text;
    if (value.items[2].text != "1") text += ", " + value.items[2].text;
    return text + ')';
}

std::string dequeRepr(const Value& value) {
    std::string text = "deque([" + elements(value) + ']';
    if (value.maxLength) text += ", maxlen=" + std::to_string(*value.maxLength);
    return text + ')';
}

}  // namespace

std::string repr(const Value& value) {
    switch (value.kind) {
        case ValueKind::None: return "None";
        case ValueKind::Bool: return value.truth ? "True" : "False";
        case ValueKind::Int: return value.text;
        case ValueKind::Float: return number(value.real);
        case ValueKind::Complex: return complexRepr(value);
        case ValueKind::Str: return stringRepr(value.text);
        case ValueKind::Bytes: return bytesRepr(value.text);
        case ValueKind::List: return '[' + elements(value) + ']';
        case ValueKind::Tuple: return '(' + elements(value) + (value.items.size() == 1 ? ",)" : ")");
        case ValueKind::Dict: return entries(value);
        case ValueKind::Set: return value.items.empty() ? "set()" : '{' + sortedElements(value) + '}';
        case ValueKind::FrozenSet:
            return value.items.empty() ? "frozenset()" : "frozenset({" + sortedElements(value) + "})";
        case ValueKind::Range: return rangeRepr(value);
        case ValueKind::Deque: return dequeRepr(value);
        case ValueKind::Counter: return counterRepr(value);
        case ValueKind::DefaultDict: return "defaultdict(" + value.text + ", " + entries(value) + ')';
        case ValueKind::OrderedDict: return orderedRepr(value);
        case ValueKind::Escape:
        case ValueKind::Ellipsis: return "Ellipsis";
    }
    return {};
}

}  // namespace azr::execution
