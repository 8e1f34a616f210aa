#include "core/execution/values/value_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "core/execution/values/big_integer.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr std::size_t kReserved = 1024;      ///< elements; a claimed count costs no more than this before they come
constexpr std::size_t kMaxIntBits = 217000;  ///< as runner/values.py has it
constexpr std::size_t kDigitBits = 15;
constexpr int kMessageNesting = 16;
constexpr std::size_t kWordBits = 63;  ///< of a magnitude that fits 64 bits
// A node of a message takes four bytes and more, but for a few; a value in memory is about a hundred.
constexpr std::size_t kMessageNodes = 256, kBytesPerNode = 4;

/// What one kind of tree may hold.
struct Limits {
    bool values;  ///< a program's value, with escapes; else a message of the protocol
    int nesting;
    std::size_t nodes, intBits;
};

Limits limitsOf(std::string_view bytes, bool values) {
    if (values) return {true, kMaxNesting, bytes.size(), kMaxIntBits};
    return {false, kMessageNesting, kMessageNodes + bytes.size() / kBytesPerNode, kWordBits};
}

class Reader {
  public:
    Reader(std::string_view bytes, bool values) : m_bytes(bytes), m_limits(limitsOf(bytes, values)) {}

    std::optional<Value> whole() {
        auto value = next(0);
        if (!value || m_at != m_bytes.size()) return std::nullopt;
        return value;
    }

  private:
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_at; }
    [[nodiscard]] bool at(char code) const { return left() > 0 && m_bytes[m_at] == code; }
    bool skip(char code) {
        if (!at(code)) return false;
        ++m_at;
        return true;
    }

    template <class Raw>
    std::optional<Raw> raw() {
        Raw out = 0;
        if (left() < sizeof out) return std::nullopt;
        std::memcpy(&out, m_bytes.data() + m_at, sizeof out);
        m_at += sizeof out;
        if constexpr (std::endian::native == std::endian::big)
            out = sizeof out == 4 ? static_cast<Raw>(__builtin_bswap32(static_cast<std::uint32_t>(out)))
                                  : static_cast<Raw>(__builtin_bswap64(out));
        return out;
    }

    std::optional<std::int32_t> word() {
        const auto bits = raw<std::uint32_t>();
        return bits ? std::optional(static_cast<std::int32_t>(*bits)) : std::nullopt;
    }

    std::optional<double> real() {
        const auto bits = raw<std::uint64_t>();
        return bits ? std::optional(std::bit_cast<double>(*bits)) : std::nullopt;
    }

    // A count of things that take at least `bytes` each, so that nothing is allocated for what is not there.
    std::optional<std::size_t> count(std::size_t bytes) {
        const auto claimed = word();
        if (!claimed || *claimed < 0 || left() / bytes < static_cast<std::size_t>(*claimed)) return std::nullopt;
        return static_cast<std::size_t>(*claimed);
    }

    std::optional<std::string> run() {
        const auto length = count(1);
        if (!length) return std::nullopt;
        std::string text(m_bytes.substr(m_at, *length));
        m_at += *length;
        return text;
    }

    std::optional<Value> text() {
        auto read = run();
        if (!read || !validText(*read)) return std::nullopt;
        return Value::string(std::move(*read));
    }

    // Beyond 32 bits, with as few digits as it takes, as marshal writes it.
    std::optional<Value> longInteger(std::size_t maxBits) {
        const auto signedCount = word();
        if (!signedCount) return std::nullopt;
        const bool negative = *signedCount < 0;
        const auto digits = static_cast<std::size_t>(negative ? -std::int64_t{*signedCount} : *signedCount);
        if (digits < 3 || left() / 2 < digits) return std::nullopt;
        std::vector<std::uint16_t> parts(digits);
        for (std::uint16_t& part : parts) {
            const auto low = static_cast<unsigned char>(m_bytes[m_at]);
            const auto high = static_cast<unsigned char>(m_bytes[m_at + 1]);
            m_at += 2;
            part = static_cast<std::uint16_t>(low | high << 8);
            if (part >= 1U << kDigitBits) return std::nullopt;
        }
        if (parts.back() == 0 || (digits == 3 && shortEnough(parts, negative))) return std::nullopt;
        const std::size_t bits = (digits - 1) * kDigitBits + static_cast<std::size_t>(std::bit_width(parts.back()));
        if (bits > maxBits) return std::nullopt;
        std::string decimal = decimalText(parts);
        if (negative) decimal.insert(0, 1, '-');
        return Value::integerText(std::move(decimal));
    }

    static bool shortEnough(const std::vector<std::uint16_t>& parts, bool negative) {
        const std::uint64_t magnitude =
            parts[0] | std::uint64_t{parts[1]} << kDigitBits | std::uint64_t{parts[2]} << 2 * kDigitBits;
        return magnitude <= std::uint64_t{std::numeric_limits<std::int32_t>::max()} + (negative ? 1 : 0);
    }

    std::optional<Value> integer(std::size_t maxBits) {
        if (skip('l')) return longInteger(maxBits);
        if (!skip('i')) return std::nullopt;
        const auto number = word();
        return number ? std::optional(Value::integer(*number)) : std::nullopt;
    }

    bool elements(Value& into, std::size_t count, int depth) {
        into.items.reserve(std::min(count, kReserved));
        for (std::size_t i = 0; i < count; ++i) {
            auto item = next(depth);
            if (!item) return false;
            into.items.push_back(std::move(*item));
        }
        return true;
    }

    std::optional<Value> items(ValueKind kind, int depth) {
        const auto size = count(1);
        if (!size) return std::nullopt;
        if (kind == ValueKind::Tuple && m_limits.values && *size > 0 && skip('.')) return special(*size, depth);
        if (depth > m_limits.nesting) return std::nullopt;
        Value value = Value::container(kind);
        if (!elements(value, *size, depth + 1)) return std::nullopt;
        return value;
    }

    std::optional<Value> dict(int depth) {
        if (depth > m_limits.nesting) return std::nullopt;
        Value value = Value::container(ValueKind::Dict);
        while (!skip('0'))
            if (!elements(value, 2, depth + 1)) return std::nullopt;
        return value;
    }

    // ((key, value), …)
    bool pairs(Value& into, int depth) {
        const auto size = skip('(') ? count(7) : std::nullopt;
        if (!size) return false;
        for (std::size_t i = 0; i < *size; ++i)
            if (!skip('(') || count(1) != 2U || !elements(into, 2, depth + 1)) return false;
        return true;
    }

    // What follows (Ellipsis, …) in the escapes that the jail's encoder writes: kind, payload …
    std::optional<Value> special(std::size_t parts, int depth) {
        const auto kind = parts > 2 && skip('u') ? run() : std::nullopt;
        if (!kind) return std::nullopt;
        if (*kind == "Ellipsis" && parts == 3 && skip('N')) return Value::container(ValueKind::Ellipsis);
        if (depth > m_limits.nesting) return std::nullopt;
        if (*kind == "range" && parts == 5) return range();
        if (*kind == "deque" && parts == 4) return deque(depth);
        Value value = Value::container(ValueKind::Counter);
        if (*kind == "defaultdict" && parts == 4) {
            auto factory = skip('u') ? run() : std::nullopt;
            if (!factory || !isDefaultFactory(*factory)) return std::nullopt;
            value.kind = ValueKind::DefaultDict;
            value.text = std::move(*factory);
        } else if (*kind == "OrderedDict" && parts == 3) {
            value.kind = ValueKind::OrderedDict;
        } else if (*kind != "Counter" || parts != 3) {
            return std::nullopt;
        }
        if (!pairs(value, depth)) return std::nullopt;
        return value;
    }

    std::optional<Value> range() {
        Value value = Value::container(ValueKind::Range);
        for (int i = 0; i < 3; ++i) {
            auto part = integer(8 * m_bytes.size());  // the encoder bounds only their bytes
            if (!part) return std::nullopt;
            value.items.push_back(std::move(*part));
        }
        if (value.items[2].text == "0") return std::nullopt;
        return value;
    }

    std::optional<Value> deque(int depth) {
        const auto size = skip('[') ? count(1) : std::nullopt;
        Value value = Value::container(ValueKind::Deque);
        if (!size || !elements(value, *size, depth + 1)) return std::nullopt;
        if (skip('N')) return value;
        const auto length = integer(kWordBits);
        if (!length) return std::nullopt;
        const std::string& decimal = length->text;
        std::int64_t most = 0;
        const auto read = std::from_chars(decimal.data(), decimal.data() + decimal.size(), most);
        if (read.ec != std::errc() || most < 0 || static_cast<std::uint64_t>(most) < value.items.size())
            return std::nullopt;
        value.maxLength = most;
        return value;
    }

    std::optional<Value> next(int depth) {
        if (left() == 0 || ++m_nodes > m_limits.nodes) return std::nullopt;
        if (at('i') || at('l')) return integer(m_limits.intBits);
        const char code = m_bytes[m_at++];
        switch (code) {
            case 'N': return Value::none();
            case 'T': return Value::boolean(true);
            case 'F': return Value::boolean(false);
            case 'g':
                if (const auto number = real()) return Value::floating(*number);
                return std::nullopt;
            case 'u': return text();
            case 's':
                if (auto bytes = run()) return Value::bytes(std::move(*bytes));
                return std::nullopt;
            case '(': return items(ValueKind::Tuple, depth);
            case '[': return items(ValueKind::List, depth);
            default: return m_limits.values ? valueOnly(code, depth) : std::nullopt;
        }
    }

    // What messages do without.
    std::optional<Value> valueOnly(char code, int depth) {
        if (code == 'y') {
            const auto first = real(), second = real();
            return first && second ? std::optional(Value::complex(*first, *second)) : std::nullopt;
        }
        switch (code) {
            case '<': return items(ValueKind::Set, depth);
            case '>': return items(ValueKind::FrozenSet, depth);
            case '{': return dict(depth);
            default: return std::nullopt;
        }
    }

    std::string_view m_bytes;
    Limits m_limits;
    std::size_t m_at = 0, m_nodes = 0;
};

}  // namespace

std::optional<Value> decodeValue(std::string_view bytes, bool escapes) {
    if (escapes && bytes.size() > kMaxValueBytes) return std::nullopt;
    auto value = Reader(bytes, escapes).whole();
    if (value && escapes && makeDistinct(*value) != Elements::Distinct) return std::nullopt;
    return value;
}

void MarshalWriter::word(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) m_out += static_cast<char>(value >> shift & 0xFFU);
}

MarshalWriter& MarshalWriter::number(std::int64_t value) {
    m_out += 'i';
    word(static_cast<std::uint32_t>(value));
    return *this;
}

MarshalWriter& MarshalWriter::real(double value) {
    m_out += 'g';
    const auto raw = std::bit_cast<std::uint64_t>(value);
    word(static_cast<std::uint32_t>(raw));
    word(static_cast<std::uint32_t>(raw >> 32));
    return *this;
}

MarshalWriter& MarshalWriter::text(std::string_view utf8) {
    m_out += 'u';
    word(static_cast<std::uint32_t>(utf8.size()));
    m_out += utf8;
    return *this;
}

MarshalWriter& MarshalWriter::bytes(std::string_view raw) {
    m_out += 's';
    word(static_cast<std::uint32_t>(raw.size()));
    m_out += raw;
    return *this;
}

MarshalWriter& MarshalWriter::truth(bool value) {
    m_out += value ? 'T' : 'F';
    return *this;
}

MarshalWriter& MarshalWriter::tuple(std::size_t count) {
    m_out += '(';
    word(static_cast<std::uint32_t>(count));
    return *this;
}

MarshalWriter& MarshalWriter::list(std::size_t count) {
    m_out += '[';
    word(static_cast<std::uint32_t>(count));
    return *this;
}

}  // namespace azr::execution
