#include "core/evaluation/judging/oracle.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/execution/values/literal.h"
#include "core/execution/values/value.h"

namespace azr::evaluation {
namespace {

using execution::Value;
using execution::ValueKind;

constexpr std::size_t kLargestValue = std::size_t{16} << 20;
constexpr double kRelative = 1e-7, kOfFloats = 1e-6;

bool isSequence(const Value& value) {
    return value.kind == ValueKind::List || value.kind == ValueKind::Tuple;
}

std::optional<double> numberOf(const Value& value) {
    switch (value.kind) {
        case ValueKind::Bool: return value.truth ? 1.0 : 0.0;
        case ValueKind::Int: return std::strtod(value.text.c_str(), nullptr);
        case ValueKind::Float: return value.real;
        default: return std::nullopt;
    }
}

/// numpy.allclose of what are numbers, element by element; equality of all else.
bool close(const Value& got, const Value& expected, double tolerance) {
    if (isSequence(got) && isSequence(expected)) {
        if (got.items.size() != expected.items.size()) return false;
        for (std::size_t i = 0; i < got.items.size(); ++i)
            if (!close(got.items[i], expected.items[i], tolerance)) return false;
        return true;
    }
    const auto a = numberOf(got), b = numberOf(expected);
    if (a && b) return *a == *b || std::abs(*a - *b) <= tolerance + kRelative * std::abs(*b);
    if (got.kind == ValueKind::Complex && expected.kind == ValueKind::Complex)
        return std::hypot(got.real - expected.real, got.imag - expected.imag) <=
               tolerance + kRelative * std::hypot(expected.real, expected.imag);
    return equal(got, expected);
}

bool areFloats(const Value& value) {
    const auto isFloat = [](const Value& one) { return one.kind == ValueKind::Float; };
    return isFloat(value) || (isSequence(value) && !value.items.empty() && std::ranges::all_of(value.items, isFloat));
}

bool sameSet(Value got, Value expected) {
    for (Value* value : {&got, &expected}) {
        const bool holdsItems = isSequence(*value) || execution::isSet(value->kind);
        if (!holdsItems || !std::ranges::all_of(value->items, execution::hashable)) return false;
        value->kind = ValueKind::Set;
        execution::makeDistinct(*value);
    }
    return equal(got, expected);
}

std::vector<double> numbersOf(const std::vector<Value>& values) {
    std::vector<double> numbers;
    for (const Value& value : values) numbers.push_back(numberOf(value).value_or(NAN));
    return numbers;
}

/// sum of coefficient * x^i
bool isRoot(const std::vector<Value>& arguments, const Value& got, double tolerance) {
    const auto x = numberOf(got);
    if (!x || arguments.empty()) return false;
    double sum = 0, power = 1;
    for (const double coefficient : numbersOf(arguments.front().items)) {
        sum += coefficient * power;
        power *= *x;
    }
    return std::abs(sum) <= tolerance;
}

/// The surface of a pyramid of which `height` is the height, not the slant height.
bool isPyramid(const std::vector<Value>& arguments, const Value& got, double tolerance) {
    const std::vector<double> sides = numbersOf(arguments);
    const auto area = numberOf(got);
    if (sides.size() != 2 || !area) return false;
    const double slant = std::sqrt(sides[0] * sides[0] / 4 + sides[1] * sides[1]);
    const double surface = std::nearbyint(sides[0] * sides[0] + 4 * (sides[0] * slant) / 2);
    return std::abs(*area - surface) <= tolerance;
}

bool isDigitDistance(const std::vector<Value>& arguments, const Value& got) {
    if (arguments.size() != 2 || arguments[0].kind != ValueKind::Int || arguments[1].kind != ValueKind::Int)
        return false;
    std::string a = arguments[0].text, b = arguments[1].text;
    const std::size_t length = std::max(a.size(), b.size());
    a.insert(0, length - a.size(), '0');
    b.insert(0, length - b.size(), '0');
    int distance = 0;
    for (std::size_t i = 0; i < length; ++i) distance += std::abs(a[i] - b[i]);
    return equal(got, Value::integer(distance));
}

/// By the special oracle of the problem, if it has one.
bool allowed(const Problem& problem, const std::string& input, const Value& expected, const Value& got) {
    const auto call = execution::parseArguments(input);
    const std::vector<Value> arguments = call ? call->positional : std::vector<Value>();
    switch (problem.oracle) {
        case Oracle::SameSet: return sameSet(got, expected);
        case Oracle::EqualOrZero: return equal(got, Value::integer(0));
        case Oracle::Pyramid: return isPyramid(arguments, got, problem.tolerance);
        case Oracle::DigitDistance: return isDigitDistance(arguments, got);
        default: return false;
    }
}

bool isNone(const Returned& returned) {
    return !returned.opaque && returned.value == "None";
}

/// The expected value is whether anything was found; a program may say so itself.
bool agreesOnFinding(const Returned& expected, const Returned& got) {
    const bool found = !isNone(expected);
    if (got.value == "True" || got.value == "False") return found == (got.value == "True");
    return found == !isNone(got);
}

}  // namespace

bool agrees(const Problem& problem, const std::string& input, const Returned& expected, const Returned& got) {
    if (got.verdict != execution::Verdict::Ok && !got.opaque) return false;
    if (problem.oracle == Oracle::Anything) return true;
    if (problem.oracle == Oracle::NotNone) return agreesOnFinding(expected, got);
    if (got.opaque || expected.opaque) return false;
    const bool alike = got.value == expected.value;  // canonical texts of one value are one text
    if (alike && problem.oracle != Oracle::Root) return true;
    const auto wanted = execution::parseLiteral(expected.value, kLargestValue);
    const auto value = execution::parseLiteral(got.value, kLargestValue);
    if (!wanted || !value) return false;
    if (problem.oracle == Oracle::Root) {
        const auto call = execution::parseArguments(input);
        return call && isRoot(call->positional, *value, problem.tolerance);
    }
    if (equal(*value, *wanted) || allowed(problem, input, *wanted, *value)) return true;
    const double tolerance = problem.tolerance == 0 && areFloats(*wanted) ? kOfFloats : problem.tolerance;
    if (tolerance == 0) return false;
    return value->kind == wanted->kind && close(*value, *wanted, tolerance);
}

}  // namespace azr::evaluation
