/// Random Python values of every kind, and random ways to write them as Python would read them.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/execution/values/number_text.h"
#include "core/execution/values/value.h"

namespace azr::testing {

class RandomValues {
  public:
    using Value = execution::Value;
    using ValueKind = execution::ValueKind;

    explicit RandomValues(Rng& rng) : m_rng(rng) {}

    /// Equal elements and keys are gone.
    [[nodiscard]] Value value(int depth = 4) {
        Value made = any(depth);
        execution::makeDistinct(made);
        return made;
    }

    [[nodiscard]] Value any(int depth) {
        if (depth <= 0 || m_rng.chance(0.25)) return scalar();
        switch (m_rng.below(11)) {
            case 0: return items(ValueKind::List, depth, false);
            case 1: return items(ValueKind::Tuple, depth, false);
            case 2: return items(ValueKind::Set, depth, true);
            case 3: return items(ValueKind::FrozenSet, depth, true);
            case 4: return deque(depth);
            case 5: return mapping(ValueKind::Dict, depth);
            case 6: return counter(depth);
            case 7: return mapping(ValueKind::DefaultDict, depth);
            case 8: return mapping(ValueKind::OrderedDict, depth);
            case 9: return range();
            default: return items(ValueKind::List, depth, m_rng.chance(0.5));
        }
    }

    [[nodiscard]] Value hashable(int depth) {
        if (depth <= 0 || m_rng.chance(0.6)) return m_rng.chance(0.1) ? range() : scalar();
        return items(m_rng.chance(0.5) ? ValueKind::Tuple : ValueKind::FrozenSet, depth, true);
    }

    [[nodiscard]] Value scalar() {
        switch (m_rng.below(9)) {
            case 0: return Value::none();
            case 1: return Value::boolean(m_rng.chance(0.5));
            case 2:
            case 3: return Value::integerText(integer());
            case 4: return Value::floating(real());
            case 5: return Value::complex(real(), real());
            case 6: return Value::bytes(raw());
            default: return Value::string(text());
        }
    }

  private:
    std::string integer() {
        if (m_rng.chance(0.7)) return std::to_string(m_rng.between(-3, 12));
        if (m_rng.chance(0.5)) return std::to_string(static_cast<std::int64_t>(m_rng.next() >> m_rng.below(60)));
        std::string digits = m_rng.chance(0.5) ? "-" : "";
        digits += static_cast<char>('1' + m_rng.below(9));
        for (std::uint64_t i = m_rng.below(m_rng.chance(0.1) ? 400 : 40); i > 0; --i)
            digits += static_cast<char>('0' + m_rng.below(10));
        return digits;
    }

    double real() {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        constexpr double kOdd[] = {0.0,
                                   -0.0,
                                   1.0,
                                   -1.0,
                                   0.5,
                                   1e16,
                                   1e22,
                                   1e-5,
                                   5e-324,
                                   1e300,
                                   1.7976931348623157e308,
                                   kInfinity,
                                   -kInfinity,
                                   9007199254740992.0};
        if (m_rng.chance(0.5)) return kOdd[m_rng.below(std::size(kOdd))];
        if (m_rng.chance(0.5)) return static_cast<double>(m_rng.between(-5, 5));
        return (m_rng.uniform() - 0.5) * std::pow(10.0, static_cast<double>(m_rng.between(-20, 20)));
    }

    std::string text() {
        std::string out;
        for (std::uint64_t i = m_rng.below(6); i > 0; --i) {
            switch (m_rng.below(6)) {
                case 0: execution::appendUtf8(out, static_cast<std::uint32_t>(m_rng.below(0x80))); break;
                case 1: execution::appendUtf8(out, static_cast<std::uint32_t>(m_rng.below(0x300))); break;
                case 2: execution::appendUtf8(out, static_cast<std::uint32_t>(m_rng.below(0x110000))); break;
                case 3: out += "'\"\\\n\r\t{}"[m_rng.below(8)]; break;
                default: out += static_cast<char>('a' + m_rng.below(4));
            }
        }
        return out;
    }

    std::string raw() {
        std::string out;
        for (std::uint64_t i = m_rng.below(5); i > 0; --i)
            out += m_rng.chance(0.5) ? static_cast<char>(m_rng.below(256)) : "ab'\"\\\n"[m_rng.below(6)];
        return out;
    }

    Value items(ValueKind kind, int depth, bool keys) {
        Value made = Value::container(kind);
        for (std::uint64_t i = m_rng.below(5); i > 0; --i)
            made.items.push_back(keys ? hashable(depth - 1) : any(depth - 1));
        return made;
    }

    Value deque(int depth) {
        Value made = items(ValueKind::Deque, depth, false);
        if (m_rng.chance(0.3)) made.maxLength = static_cast<std::int64_t>(made.items.size() + m_rng.below(3));
        if (m_rng.chance(0.1)) made.maxLength = std::numeric_limits<std::int64_t>::max();
        return made;
    }

    Value mapping(ValueKind kind, int depth) {
        constexpr const char* kFactories[] = {"int", "list", "str", "float", "dict", "set", "tuple", "bool", "None"};
        Value made = Value::container(kind);
        if (kind == ValueKind::DefaultDict) made.text = kFactories[m_rng.below(std::size(kFactories))];
        for (std::uint64_t i = m_rng.below(4); i > 0; --i) {
            made.items.push_back(hashable(depth - 1));
            made.items.push_back(any(depth - 1));
        }
        return made;
    }

    Value counter(int depth) {
        Value made = mapping(ValueKind::Counter, depth);
        if (m_rng.chance(0.8))
            for (std::size_t i = 1; i < made.items.size(); i += 2) made.items[i] = Value::integer(m_rng.between(-1, 4));
        return made;
    }

    Value range() {
        std::vector<Value> parts;
        for (int i = 0; i < 3; ++i) parts.push_back(Value::integerText(m_rng.chance(0.9) ? small() : integer()));
        if (parts[2].text == "0") parts[2].text = "1";
        return Value::container(ValueKind::Range, std::move(parts));
    }
    std::string small() { return std::to_string(m_rng.between(-4, 9)); }

    Rng& m_rng;
};

}  // namespace azr::testing
