#include "core/execution/values/value_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

constexpr int kMaxDecodeDepth = 130;
constexpr std::size_t kMaxNodes = 4U << 20;
constexpr std::size_t kReserved = 1024;  ///< elements; a claimed count costs no more than this before they come

class Reader {
  public:
    Reader(std::string_view bytes, bool escapes) : m_bytes(bytes), m_escapes(escapes) {}

    std::optional<Value> whole() {
        auto value = next(0);
        if (!value || m_at != m_bytes.size() || (m_escapes && value->kind == ValueKind::Escape)) return std::nullopt;
        return value;
    }

  private:
    bool take(void* out, std::size_t count) {
        if (m_bytes.size() - m_at < count) return false;
        std::memcpy(out, m_bytes.data() + m_at, count);
        m_at += count;
        return true;
    }

    std::optional<std::int32_t> word() {
        std::uint32_t raw = 0;
        if (!take(&raw, 4)) return std::nullopt;
        if constexpr (std::endian::native == std::endian::big) raw = __builtin_bswap32(raw);
        return static_cast<std::int32_t>(raw);
    }

    std::optional<double> real() {
        std::uint64_t raw = 0;
        if (!take(&raw, 8)) return std::nullopt;
        if constexpr (std::endian::native == std::endian::big) raw = __builtin_bswap64(raw);
        return std::bit_cast<double>(raw);
    }

    std::optional<std::string> run() {
        const auto length = word();
        if (!length || *length < 0 || m_bytes.size() - m_at < static_cast<std::size_t>(*length)) return std::nullopt;
        std::string text(m_bytes.substr(m_at, static_cast<std::size_t>(*length)));
        m_at += static_cast<std::size_t>(*length);
        return text;
    }

    std::optional<Value> longInteger() {
        const auto count = word();
        if (!count) return std::nullopt;
        const auto digits = static_cast<std::size_t>(*count < 0 ? -static_cast<std::int64_t>(*count) : *count);
        if (digits > 16384 || (m_bytes.size() - m_at) / 2 < digits) return std::nullopt;
        std::vector<std::uint16_t> parts(digits);
        for (std::uint16_t& part : parts) {
            unsigned char pair[2];
            if (!take(pair, 2)) return std::nullopt;
            part = static_cast<std::uint16_t>(pair[0] | pair[1] << 8);
            if (part >= 1U << 15) return std::nullopt;
        }
        std::string text = decimalText(parts, 1U << 15);
        if (*count < 0 && text != "0") text = std::string("-").append(text);
        return Value::integerText(std::move(text));
    }

    std::optional<Value> items(ValueKind kind, int depth) {
        const auto count = word();
        // Each element takes at least one byte, so the count is bounded before anything is allocated.
        if (!count || *count < 0 || m_bytes.size() - m_at < static_cast<std::size_t>(*count)) return std::nullopt;
        Value value = Value::container(kind);
        value.items.reserve(std::min<std::size_t>(static_cast<std::size_t>(*count), kReserved));
        for (std::int32_t i = 0; i < *count; ++i) {
            auto item = next(depth + 1);
            if (!item || (m_escapes && item->kind == ValueKind::Escape && (kind != ValueKind::Tuple || i != 0)))
                return std::nullopt;
            value.items.push_back(std::move(*item));
        }
        const bool escape =
            m_escapes && kind == ValueKind::Tuple && *count > 0 && value.items[0].kind == ValueKind::Escape;
        if (!escape) return value;
        return special(std::move(value));
    }

    std::optional<Value> dict(int depth) {
        Value value = Value::container(ValueKind::Dict);
        while (m_at < m_bytes.size() && m_bytes[m_at] != '0') {
            for (int i = 0; i < 2; ++i) {
                auto item = next(depth + 1);
                if (!item || (m_escapes && item->kind == ValueKind::Escape)) return std::nullopt;
                value.items.push_back(std::move(*item));
            }
        }
        if (m_at >= m_bytes.size()) return std::nullopt;
        ++m_at;
        return value;
    }

    static bool flatten(Value& pairs, Value& into) {
        if (pairs.kind != ValueKind::Tuple) return false;
        for (Value& pair : pairs.items) {
            if (pair.kind != ValueKind::Tuple || pair.items.size() != 2) return false;
            into.items.push_back(std::move(pair.items[0]));
            into.items.push_back(std::move(pair.items[1]));
        }
        return true;
    }

    // (Escape, kind, payload …) as the jail's encoder writes it.
    static std::optional<Value> special(Value tuple) {
        std::vector<Value>& parts = tuple.items;
        if (parts.size() < 3 || parts[1].kind != ValueKind::Str) return std::nullopt;
        const std::string kind = parts[1].text;
        if (kind == "range" && parts.size() == 5) {
            Value value = Value::container(ValueKind::Range, {parts[2], parts[3], parts[4]});
            for (const Value& part : value.items)
                if (part.kind != ValueKind::Int) return std::nullopt;
            if (value.items[2].text == "0") return std::nullopt;
            return value;
        }
        if (kind == "deque" && parts.size() == 4 && parts[2].kind == ValueKind::List) {
            Value value = Value::container(ValueKind::Deque, std::move(parts[2].items));
            if (parts[3].kind == ValueKind::Int)
                value.maxLength = std::strtoll(parts[3].text.c_str(), nullptr, 10);
            else if (parts[3].kind != ValueKind::None)
                return std::nullopt;
            return value;
        }
        if (kind == "Ellipsis" && parts.size() == 3) return Value::container(ValueKind::Ellipsis);
        if ((kind == "Counter" || kind == "OrderedDict") && parts.size() == 3) {
            Value value = Value::container(kind == "Counter" ? ValueKind::Counter : ValueKind::OrderedDict);
            if (flatten(parts[2], value)) return value;
        }
        if (kind == "defaultdict" && parts.size() == 4 && parts[2].kind == ValueKind::Str) {
            Value value = Value::container(ValueKind::DefaultDict);
            value.text = parts[2].text;
            if (flatten(parts[3], value)) return value;
        }
        return std::nullopt;
    }

    std::optional<Value> next(int depth) {
        if (depth > kMaxDecodeDepth || m_at >= m_bytes.size() || ++m_nodes > kMaxNodes) return std::nullopt;
        switch (m_bytes[m_at++]) {
            case 'N': return Value::none();
            case 'T': return Value::boolean(true);
            case 'F': return Value::boolean(false);
            case '.': return Value::container(ValueKind::Escape);
            case 'i':
                if (const auto number = word()) return Value::integer(*number);
                return std::nullopt;
            case 'l': return longInteger();
            case 'g':
                if (const auto number = real()) return Value::floating(*number);
                return std::nullopt;
            case 'y': {
                const auto first = real();
                const auto second = real();
                if (first && second) return Value::complex(*first, *second);
                return std::nullopt;
            }
            case 'u':
            case 't':
                if (auto text = run(); text && validText(*text)) return Value::string(std::move(*text));
                return std::nullopt;
            case 's':
                if (auto raw = run()) return Value::bytes(std::move(*raw));
                return std::nullopt;
            case '(': return items(ValueKind::Tuple, depth);
            case '[': return items(ValueKind::List, depth);
            case '<': return items(ValueKind::Set, depth);
            case '>': return items(ValueKind::FrozenSet, depth);
            case '{': return dict(depth);
            default: return std::nullopt;
        }
    }

    std::string_view m_bytes;
    bool m_escapes;
    std::size_t m_at = 0, m_nodes = 0;
};

}  // namespace

std::optional<Value> decodeValue(std::string_view bytes, bool escapes) {
    return Reader(bytes, escapes).whole();
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
