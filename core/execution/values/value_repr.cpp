// Canonical texts: Python's repr, with an order for what has none.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/execution/values/big_integer.h"
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

/// What numbers are ordered by: the nearest float, then the exact integer.
struct Size {
    double nearest = 0;
    std::string_view integer;  ///< of an Int
};

std::optional<Size> sizeOf(const Value& value) {
    switch (value.kind) {
        case ValueKind::Bool: return Size{value.truth ? 1.0 : 0.0, {}};
        case ValueKind::Float: return std::isnan(value.real) ? std::nullopt : std::optional(Size{value.real, {}});
        case ValueKind::Int: break;
        default: return std::nullopt;
    }
    Size size{0, value.text};
    const char* const end = value.text.data() + value.text.size();
    if (std::from_chars(value.text.data(), end, size.nearest).ec != std::errc()) {
        size.nearest = std::numeric_limits<double>::max();  // beyond any float, but not infinite
        if (value.text[0] == '-') size.nearest = -size.nearest;
    }
    return size;
}

// Numbers as near to each other as this are no infinities and have no fraction, or they are the same float.
bool smaller(const Size& a, const Size& b) {
    if (a.nearest != b.nearest || (a.integer.empty() && b.integer.empty())) return a.nearest < b.nearest;
    const auto text = [](const Size& one) {
        return one.integer.empty() ? integralText(one.nearest) : std::string(one.integer);
    };
    return compareDecimal(text(a), text(b)) < 0;
}

struct Written {
    const Value* value;
    int rank;  ///< None, numbers by size, strings by bytes, the rest by their text
    Size size;
    std::string text;
};

bool before(const Written& a, const Written& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.rank == 1) return smaller(a.size, b.size);
    return a.rank == 2 ? a.value->text < b.value->text : a.text < b.text;
}

class Writer {
  public:
    void write(const Value& value) {
        switch (value.kind) {
            case ValueKind::None: m_out += "None"; return;
            case ValueKind::Bool: m_out += value.truth ? "True" : "False"; return;
            case ValueKind::Int: m_out += value.text; return;
            case ValueKind::Float: m_out += number(value.real); return;
            case ValueKind::Complex: m_out += complexRepr(value); return;
            case ValueKind::Str: m_out += stringRepr(value.text); return;
            case ValueKind::Bytes: m_out += bytesRepr(value.text); return;
            case ValueKind::List: elements("[", value, "]"); return;
            case ValueKind::Tuple: elements("(", value, value.items.size() == 1 ? ",)" : ")"); return;
            case ValueKind::Dict: entries(value); return;
            case ValueKind::Set: set("{", value, "}", "set()"); return;
            case ValueKind::FrozenSet: set("frozenset({", value, "})", "frozenset()"); return;
            case ValueKind::Range: range(value); return;
            case ValueKind::Deque: deque(value); return;
            case ValueKind::Counter: counter(value); return;
            case ValueKind::DefaultDict:
                m_out += "defaultdict(" + value.text + ", ";
                entries(value);
                m_out += ')';
                return;
            case ValueKind::OrderedDict: ordered(value); return;
            case ValueKind::Ellipsis: m_out += "Ellipsis"; return;
        }
    }
    [[nodiscard]] std::string take() { return std::move(m_out); }

  private:
    void comma(std::size_t place) {
        if (place > 0) m_out += ", ";
    }

    void elements(const char* open, const Value& value, const char* close) {
        m_out += open;
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            comma(i);
            write(value.items[i]);
        }
        m_out += close;
    }

    void set(const char* open, const Value& value, const char* close, const char* empty) {
        if (value.items.empty()) {
            m_out += empty;
            return;
        }
        std::vector<Written> all;
        all.reserve(value.items.size());
        for (const Value& item : value.items) {
            const auto size = sizeOf(item);
            const int rank = item.kind == ValueKind::None ? 0 : size ? 1 : item.kind == ValueKind::Str ? 2 : 3;
            all.push_back({&item, rank, size.value_or(Size()), repr(item)});
        }
        std::ranges::stable_sort(all, before);
        m_out += open;
        for (std::size_t i = 0; i < all.size(); ++i) {
            comma(i);
            m_out += all[i].text;
        }
        m_out += close;
    }

    void entry(const Value& value, std::size_t place) {
        write(value.items[2 * place]);
        m_out += ": ";
        write(value.items[2 * place + 1]);
    }

    void entries(const Value& value) {
        m_out += '{';
        for (std::size_t i = 0; i < value.items.size() / 2; ++i) {
            comma(i);
            entry(value, i);
        }
        m_out += '}';
    }

    // Most common first, as Python writes it; in order of insertion among equals, and where counts are no numbers.
    void counter(const Value& value) {
        std::vector<std::size_t> order(value.items.size() / 2);
        std::iota(order.begin(), order.end(), 0);
        std::vector<Size> counts;
        for (const std::size_t i : order)
            if (const auto size = sizeOf(value.items[2 * i + 1])) counts.push_back(*size);
        if (counts.size() == order.size())
            std::ranges::stable_sort(order,
                                     [&](std::size_t a, std::size_t b) { return smaller(counts[b], counts[a]); });
        m_out += order.empty() ? "Counter(" : "Counter({";
        for (std::size_t i = 0; i < order.size(); ++i) {
            comma(i);
            entry(value, order[i]);
        }
        m_out += order.empty() ? ")" : "})";
    }

    void ordered(const Value& value) {
        m_out += value.items.empty() ? "OrderedDict(" : "OrderedDict([";
        for (std::size_t i = 0; i < value.items.size() / 2; ++i) {
            comma(i);
            m_out += '(';
            write(value.items[2 * i]);
            m_out += ", ";
            write(value.items[2 * i + 1]);
            m_out += ')';
        }
        m_out += value.items.empty() ? ")" : "])";
    }

    void range(const Value& value) {
        m_out += "range(" + value.items[0].text + ", " + value.items[1].text;
        if (value.items[2].text != "1") m_out += ", " + value.items[2].text;
        m_out += ')';
    }

    void deque(const Value& value) {
        elements("deque([", value, "]");
        if (value.maxLength) m_out += ", maxlen=" + std::to_string(*value.maxLength);
        m_out += ')';
    }

    std::string m_out;
};

}  // namespace

std::string repr(const Value& value) {
    Writer writer;
    writer.write(value);
    return writer.take();
}

}  // namespace azr::execution
