/// Values as the jail's encoder (runner/values.py) marshals them, in the order in which they stand: what the decoder is
/// held against.
#pragma once

#include <bit>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/execution/values/big_integer.h"
#include "core/execution/values/value.h"

namespace azr::testing {

class ValueEncoder {
  public:
    using Value = execution::Value;
    using ValueKind = execution::ValueKind;

    [[nodiscard]] static std::string encoded(const Value& value) {
        ValueEncoder encoder;
        encoder.write(value);
        return std::move(encoder.m_out);
    }

  private:
    void word(std::uint64_t value, int bytes = 4) {
        for (int i = 0; i < bytes; ++i) m_out += static_cast<char>(value >> (8 * i) & 0xFFU);
    }

    void sized(char code, const std::string& content) {
        m_out += code;
        word(content.size());
        m_out += content;
    }

    void counted(char code, std::size_t count) {
        m_out += code;
        word(count);
    }

    void integer(const std::string& decimal) {
        std::int32_t small = 0;
        if (std::from_chars(decimal.data(), decimal.data() + decimal.size(), small).ec == std::errc()) {
            counted('i', static_cast<std::uint32_t>(small));
            return;
        }
        const auto digits = execution::marshalDigits(decimal);
        const auto count = static_cast<std::uint32_t>(digits.size());
        counted('l', decimal[0] == '-' ? -count : count);
        for (const std::uint16_t digit : digits) word(digit, 2);
    }

    void escape(std::size_t parts, const std::string& kind) {
        counted('(', parts);
        m_out += '.';
        sized('u', kind);
    }

    void elements(const Value& value) {
        for (const Value& item : value.items) write(item);
    }

    void pairs(const Value& value) {
        counted('(', value.items.size() / 2);
        for (std::size_t i = 0; i < value.items.size(); i += 2) {
            counted('(', 2);
            write(value.items[i]);
            write(value.items[i + 1]);
        }
    }

    void write(const Value& value) {
        switch (value.kind) {
            case ValueKind::None: m_out += 'N'; return;
            case ValueKind::Bool: m_out += value.truth ? 'T' : 'F'; return;
            case ValueKind::Int: integer(value.text); return;
            case ValueKind::Complex:
                m_out += 'y';
                word(std::bit_cast<std::uint64_t>(value.real), 8);
                word(std::bit_cast<std::uint64_t>(value.imag), 8);
                return;
            case ValueKind::Float:
                m_out += 'g';
                word(std::bit_cast<std::uint64_t>(value.real), 8);
                return;
            case ValueKind::Str: sized('u', value.text); return;
            case ValueKind::Bytes: sized('s', value.text); return;
            case ValueKind::List: counted('[', value.items.size()); break;
            case ValueKind::Tuple: counted('(', value.items.size()); break;
            case ValueKind::Set: counted('<', value.items.size()); break;
            case ValueKind::FrozenSet: counted('>', value.items.size()); break;
            case ValueKind::Dict:
                m_out += '{';
                elements(value);
                m_out += '0';
                return;
            case ValueKind::Range: escape(5, "range"); break;
            case ValueKind::Deque:
                escape(4, "deque");
                counted('[', value.items.size());
                elements(value);
                if (value.maxLength)
                    integer(std::to_string(*value.maxLength));
                else
                    m_out += 'N';
                return;
            case ValueKind::Counter: escape(3, "Counter"); return pairs(value);
            case ValueKind::OrderedDict: escape(3, "OrderedDict"); return pairs(value);
            case ValueKind::DefaultDict:
                escape(4, "defaultdict");
                sized('u', value.text);
                return pairs(value);
            case ValueKind::Ellipsis:
                escape(3, "Ellipsis");
                m_out += 'N';
                return;
        }
        elements(value);
    }

    std::string m_out;
};

}  // namespace azr::testing
