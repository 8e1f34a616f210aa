// Equality, and what rests on it: the distinct elements of sets and keys of mappings.
#include <algorithm>
#include <numeric>
#include <utility>

#include "core/execution/values/equality_classes.h"
#include "core/execution/values/value.h"

namespace azr::execution {
namespace {

using Number = EqualityClasses::Number;

bool isNumber(ValueKind kind) {
    return kind == ValueKind::Bool || kind == ValueKind::Int || kind == ValueKind::Float || kind == ValueKind::Complex;
}

/// One comparison. Hashable parts are numbered, the others compared part by part: between them Python's == is not
/// transitive (two OrderedDicts look at their order, an OrderedDict and a dict do not).
class Comparison {
  public:
    explicit Comparison(bool strict) : m_strict(strict), m_classes(strict) {}

    bool same(const Value& a, const Value& b) {
        if (m_strict && a.kind != b.kind) return false;
        if (isMapping(a.kind) && isMapping(b.kind)) return sameMapping(a, b);
        if (isSet(a.kind) && isSet(b.kind)) return a.items.size() == b.items.size() && elementsOf(a) == elementsOf(b);
        if (isNumber(a.kind) && isNumber(b.kind)) return sameNumber(a, b);
        if (a.kind != b.kind) return false;
        switch (a.kind) {
            case ValueKind::None:
            case ValueKind::Ellipsis: return true;
            case ValueKind::Str:
            case ValueKind::Bytes: return a.text == b.text;
            case ValueKind::Range: return equalityKey(a, m_strict) == equalityKey(b, m_strict);
            default: return sameSequence(a, b);
        }
    }

  private:
    bool sameNumber(const Value& a, const Value& b) const {
        if (a.kind == b.kind) {
            if (a.kind == ValueKind::Int) return a.text == b.text;
            if (a.kind == ValueKind::Bool) return a.truth == b.truth;
            return a.real == b.real && a.imag == b.imag;
        }
        const auto left = equalityKey(a, m_strict), right = equalityKey(b, m_strict);
        return left && right && *left == *right;
    }

    bool sameSequence(const Value& a, const Value& b) {
        return std::ranges::equal(a.items, b.items, [&](const Value& x, const Value& y) { return same(x, y); });
    }

    std::vector<Number> elementsOf(const Value& set) {
        std::vector<Number> numbers;
        numbers.reserve(set.items.size());
        for (const Value& item : set.items) numbers.push_back(m_classes.of(item));
        std::ranges::sort(numbers);
        return numbers;
    }

    using Entry = std::pair<Number, const Value*>;

    std::vector<Entry> entriesOf(const Value& mapping, bool dropZeros) {
        static const Value zero = Value::integer(0);
        std::vector<Entry> entries;
        entries.reserve(mapping.items.size() / 2);
        for (std::size_t i = 0; i + 1 < mapping.items.size(); i += 2)
            if (!dropZeros || !same(mapping.items[i + 1], zero))
                entries.emplace_back(m_classes.of(mapping.items[i]), &mapping.items[i + 1]);
        std::ranges::sort(entries, {}, &Entry::first);
        return entries;
    }

    bool sameMapping(const Value& a, const Value& b) {
        if (a.kind == ValueKind::OrderedDict && b.kind == ValueKind::OrderedDict) return sameSequence(a, b);
        // Counters compare with missing elements as zeros.
        const bool counters = !m_strict && a.kind == ValueKind::Counter && b.kind == ValueKind::Counter;
        return std::ranges::equal(entriesOf(a, counters), entriesOf(b, counters), [&](const Entry& x, const Entry& y) {
            return x.first == y.first && same(*x.second, *y.second);
        });
    }

    bool m_strict;
    EqualityClasses m_classes;
};

class Distinction {
  public:
    Elements found() const { return m_found; }

    // Sets and mappings below `value`, which need not be hashable itself.
    void settle(Value& value) {
        const bool set = isSet(value.kind);
        if (!set && !isMapping(value.kind)) {
            for (Value& item : value.items) settle(item);
            return;
        }
        const std::size_t step = set ? 1 : 2;
        std::vector<Number> numbers;
        numbers.reserve(value.items.size() / step);
        for (std::size_t i = 0; i < value.items.size(); i += step) {
            numbers.push_back(number(value.items[i]));
            if (!set) settle(value.items[i + 1]);
        }
        (void)keepFirst(value, std::move(numbers));
    }

  private:
    // Settles a hashable value and tells its number.
    Number number(Value& value) {
        if (value.kind != ValueKind::Tuple && value.kind != ValueKind::FrozenSet) {
            if (!hashable(value)) m_found = Elements::Unhashable;
            return m_classes.of(value);
        }
        std::vector<Number> numbers;
        numbers.reserve(value.items.size());
        for (Value& item : value.items) numbers.push_back(number(item));
        if (value.kind == ValueKind::Tuple) return m_classes.ofTuple(numbers);
        return m_classes.ofFrozenSet(keepFirst(value, std::move(numbers)));
    }

    // Leaves the first of equal elements (with the last value, in mappings); the numbers of those that stay.
    std::vector<Number> keepFirst(Value& value, std::vector<Number> numbers) {
        std::vector<std::size_t> order(numbers.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return numbers[i]; });
        std::vector<char> stays(numbers.size(), 1);
        const bool mapping = isMapping(value.kind);
        std::size_t first = 0;
        for (std::size_t k = 1; k < order.size(); ++k) {
            if (numbers[order[k]] != numbers[order[first]]) {
                first = k;
                continue;
            }
            stays[order[k]] = 0;
            if (mapping) value.items[2 * order[first] + 1] = std::move(value.items[2 * order[k] + 1]);
            if (m_found == Elements::Distinct) m_found = Elements::Repeated;
        }
        if (std::ranges::find(stays, 0) == stays.end()) return numbers;
        std::vector<Value> items;
        std::vector<Number> left;
        for (std::size_t i = 0; i < stays.size(); ++i) {
            if (!stays[i]) continue;
            left.push_back(numbers[i]);
            items.push_back(std::move(value.items[mapping ? 2 * i : i]));
            if (mapping) items.push_back(std::move(value.items[2 * i + 1]));
        }
        value.items = std::move(items);
        return left;
    }

    EqualityClasses m_classes{false};
    Elements m_found = Elements::Distinct;
};

}  // namespace

Elements makeDistinct(Value& tree) {
    Distinction distinction;
    distinction.settle(tree);
    return distinction.found();
}

bool equal(const Value& a, const Value& b) {
    return Comparison(false).same(a, b);
}

bool strictlyEqual(const Value& a, const Value& b) {
    return Comparison(true).same(a, b);
}

}  // namespace azr::execution
