#include "core/execution/values/equality_classes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/execution/values/big_integer.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr std::size_t kAlwaysExact = 15;    ///< decimal digits that any float holds
constexpr std::size_t kLongestFloat = 310;  ///< characters of the largest float's integer

void appendReal(std::string& key, double number) {
    if (number == 0) number = 0;  // -0.0 as well
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    key += 'd';
    key.append(raw, sizeof raw);
}

// An integer that a float can hold has the float's key.
void appendInteger(std::string& key, const std::string& text) {
    if (text.size() <= kLongestFloat) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec == std::errc() && (text.size() <= kAlwaysExact || integralText(number) == text))
            return appendReal(key, number);
    }
    key += 'i' + text;
}

// Equal ranges are those of equal sequences: emptiness, then start, then step where there is a second element.
void appendRange(std::string& key, const Value& value) {
    const std::string length = rangeLength(value.items[0].text, value.items[1].text, value.items[2].text);
    key += 'r' + length + ';';
    if (length == "0") return;
    key += value.items[0].text + ';';
    if (length != "1") key += value.items[2].text;
}

void appendNumber(std::string& key, EqualityClasses::Number number) {
    for (int shift = 0; shift < 32; shift += 8) key += static_cast<char>(number >> shift & 0xFFU);
}

void appendKind(std::string& key, ValueKind kind) {
    key += static_cast<char>('A' + static_cast<int>(kind));
}

}  // namespace

std::optional<std::string> equalityKey(const Value& scalar, bool strict) {
    std::string key;
    if (strict) appendKind(key, scalar.kind);
    switch (scalar.kind) {
        case ValueKind::None: key += 'n'; break;
        case ValueKind::Ellipsis: key += 'e'; break;
        case ValueKind::Bool: appendReal(key, scalar.truth ? 1 : 0); break;
        case ValueKind::Int: appendInteger(key, scalar.text); break;
        case ValueKind::Float:
            if (std::isnan(scalar.real)) return std::nullopt;
            appendReal(key, scalar.real);
            break;
        case ValueKind::Complex:
            if (std::isnan(scalar.real) || std::isnan(scalar.imag)) return std::nullopt;
            appendReal(key, scalar.real);
            if (strict || scalar.imag != 0) appendReal(key, scalar.imag);
            break;
        case ValueKind::Str: key += 's' + scalar.text; break;
        case ValueKind::Bytes: key += 'b' + scalar.text; break;
        case ValueKind::Range: appendRange(key, scalar); break;
        default: return std::nullopt;
    }
    return key;
}

EqualityClasses::Number EqualityClasses::known(std::string key) {
    const auto [place, added] = m_numbers.emplace(std::move(key), m_last + 1);
    if (added) ++m_last;
    return place->second;
}

EqualityClasses::Number EqualityClasses::ofTuple(const std::vector<Number>& items) {
    std::string key;
    if (m_strict) appendKind(key, ValueKind::Tuple);
    key += '(';
    for (const Number item : items) appendNumber(key, item);
    return known(std::move(key));
}

EqualityClasses::Number EqualityClasses::ofFrozenSet(std::vector<Number> elements) {
    std::ranges::sort(elements);
    std::string key;
    if (m_strict) appendKind(key, ValueKind::FrozenSet);
    key += '{';
    for (const Number element : elements) appendNumber(key, element);
    return known(std::move(key));
}

EqualityClasses::Number EqualityClasses::of(const Value& value) {
    if (value.kind == ValueKind::Tuple || value.kind == ValueKind::FrozenSet) {
        std::vector<Number> numbers;
        numbers.reserve(value.items.size());
        for (const Value& item : value.items) numbers.push_back(of(item));
        return value.kind == ValueKind::Tuple ? ofTuple(numbers) : ofFrozenSet(std::move(numbers));
    }
    auto key = equalityKey(value, m_strict);
    return key ? known(std::move(*key)) : fresh();
}

}  // namespace azr::execution
