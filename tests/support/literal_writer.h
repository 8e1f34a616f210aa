/// Writes a value in one of the many ways in which Python reads it: number forms, quotes, escapes, prefixes, blanks,
/// comments, repeated elements, the constructors' other arguments.
#pragma once

#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/execution/values/number_text.h"
#include "core/execution/values/value.h"

namespace azr::testing {

class LiteralWriter {
  public:
    using Value = execution::Value;
    using ValueKind = execution::ValueKind;

    explicit LiteralWriter(Rng& rng) : m_rng(rng) {}

    /// No NaN, no Ellipsis.
    [[nodiscard]] std::string whole(const Value& value) {
        m_open = 0;
        if (value.kind == ValueKind::Tuple && value.items.size() > 1 && m_rng.chance(0.3)) return joined(value.items);
        return written(value) + gap();
    }

  private:
    std::string written(const Value& value) {
        if (m_rng.chance(0.03)) return bracketed("(", value, ")");
        switch (value.kind) {
            case ValueKind::None: return "None";
            case ValueKind::Bool: return value.truth ? "True" : "False";
            case ValueKind::Int: return integer(value.text);
            case ValueKind::Float: return real(value.real);
            case ValueKind::Complex: return complex(value);
            case ValueKind::Str: return string(value.text, false);
            case ValueKind::Bytes: return string(value.text, true);
            case ValueKind::List: return list("[", value.items, "]");
            case ValueKind::Tuple: return list("(", value.items, value.items.size() == 1 ? ",)" : ")");
            case ValueKind::Set: return value.items.empty() ? "set()" : list("{", repeated(value.items), "}");
            case ValueKind::FrozenSet: return frozenSet(value);
            case ValueKind::Dict: return dict(value);
            case ValueKind::Deque: return deque(value);
            case ValueKind::Counter: return counter(value);
            case ValueKind::DefaultDict: return "defaultdict(" + value.text + "," + gap() + mapping(value) + ")";
            case ValueKind::OrderedDict: return module() + "OrderedDict(" + mapping(value) + ")";
            default: return range(value);
        }
    }

    std::string module() { return m_rng.chance(0.2) ? "collections." : ""; }

    std::string gap() {
        if (m_rng.chance(0.6)) return "";
        constexpr std::string_view kPlain[] = {" ", "  ", "\t", "\f"};
        constexpr std::string_view kInside[] = {"\n", "\r\n", "\r", " # no ' end\n", "\\\n", "\n\n  "};
        if (m_open == 0 || m_rng.chance(0.5)) return std::string(kPlain[m_rng.below(std::size(kPlain))]);
        return std::string(kInside[m_rng.below(std::size(kInside))]);
    }

    std::string bracketed(const char* open, const Value& value, const char* close) {
        ++m_open;
        std::string text = open + gap() + written(value) + gap() + close;
        --m_open;
        return text;
    }

    std::string joined(const std::vector<Value>& items) {
        std::string text;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) text += gap() + "," + gap();
            text += written(items[i]);
        }
        return text;
    }

    std::string list(const char* open, const std::vector<Value>& items, const std::string& close) {
        ++m_open;
        std::string text = open + gap() + joined(items) + gap();
        if (!items.empty() && close[0] != ',' && m_rng.chance(0.1)) text += "," + gap();
        --m_open;
        return text + close;
    }

    // Some elements once more, behind their first.
    std::vector<Value> repeated(const std::vector<Value>& items) {
        std::vector<Value> more = items;
        while (!items.empty() && m_rng.chance(0.2)) more.push_back(items[m_rng.below(items.size())]);
        return more;
    }

    std::string frozenSet(const Value& value) {
        if (value.items.empty() && m_rng.chance(0.5)) return "frozenset()";
        const std::vector<Value> items = repeated(value.items);
        if (m_rng.chance(0.3)) return "frozenset(" + list("[", items, "]") + ")";
        if (m_rng.chance(0.3)) return "frozenset(" + list("(", items, items.size() == 1 ? ",)" : ")") + ")";
        return "frozenset(" + (items.empty() ? "()" : list("{", items, "}")) + ")";
    }

    std::string dict(const Value& value) {
        ++m_open;
        std::string text = "{" + gap();
        for (std::size_t i = 0; i < value.items.size(); i += 2) {
            if (i > 0) text += "," + gap();
            if (m_rng.chance(0.1)) text += written(value.items[i]) + ":None," + gap();  // the last of equal keys counts
            text += written(value.items[i]) + gap() + ":" + gap() + written(value.items[i + 1]) + gap();
        }
        --m_open;
        return text + "}";
    }

    std::string mapping(const Value& value) {
        if (m_rng.chance(0.5)) return dict(value);
        ++m_open;
        std::vector<std::string> pairs;
        std::string text = "[" + gap();
        for (std::size_t i = 0; i < value.items.size(); i += 2) {
            const bool tuple = m_rng.chance(0.8);
            if (i > 0) text += "," + gap();
            text += list(tuple ? "(" : "[", {value.items[i], value.items[i + 1]}, tuple ? ")" : "]");
        }
        --m_open;
        return text + "]";
    }

    std::string deque(const Value& value) {
        const std::vector<Value>& items = value.items;
        std::vector<Value> longer;
        if (value.maxLength == static_cast<std::int64_t>(items.size()))
            for (std::uint64_t i = m_rng.below(3); i > 0; --i) longer.push_back(Value::integer(7));
        longer.insert(longer.end(), items.begin(), items.end());
        std::string text = module() + "deque(" + list("[", longer, "]");
        if (value.maxLength)
            text += (m_rng.chance(0.5) ? ", maxlen = " : ",") + integer(std::to_string(*value.maxLength));
        return text + gap() + ")";
    }

    std::string counter(const Value& value) {
        bool counts = true;
        std::vector<Value> all;
        for (std::size_t i = 0; i < value.items.size(); i += 2) {
            const std::string& count = value.items[i + 1].text;
            counts = counts && value.items[i + 1].kind == ValueKind::Int && count.size() == 1 && count != "0";
            for (char n = '0'; counts && n < count[0]; ++n) all.push_back(value.items[i]);
        }
        if (!counts || m_rng.chance(0.5)) return module() + "Counter(" + dict(value) + ")";
        return module() + "Counter(" + list("[", all, "]") + ")";
    }

    std::string range(const Value& value) {
        const std::vector<Value>& parts = value.items;
        const bool one = parts[2].text == "1";
        if (one && parts[0].text == "0" && m_rng.chance(0.5)) return "range(" + integer(parts[1].text) + ")";
        std::string text = "range(" + integer(parts[0].text) + "," + integer(parts[1].text);
        if (!one || m_rng.chance(0.5)) text += "," + integer(parts[2].text);
        return text + ")";
    }

    std::string underscored(const std::string& digits) {
        std::string text;
        for (std::size_t i = 0; i < digits.size(); ++i) {
            text += digits[i];
            if (i + 1 < digits.size() && m_rng.chance(0.1)) text += '_';
        }
        return text;
    }

    std::string integer(const std::string& decimal) {
        const bool minus = decimal[0] == '-';
        std::string digits = minus ? decimal.substr(1) : decimal;
        if (digits.size() < 18 && m_rng.chance(0.2)) {
            char buffer[32];
            const unsigned long long number = std::stoull(digits);
            constexpr const char* kForms[] = {"0x%llx", "0X%llX", "0o%llo", "0x_%llx"};
            std::snprintf(buffer, sizeof buffer, kForms[m_rng.below(4)], number);
            digits = buffer;
        } else if (digits == "0" && m_rng.chance(0.2)) {
            digits = "0_0";
        } else {
            digits = underscored(digits);
        }
        if (minus) return "-" + gap() + digits;
        return m_rng.chance(0.05) ? "+" + digits : digits;
    }

    // A magnitude; infinity as a number that is too large.
    std::string plainReal(double number) {
        if (std::isinf(number)) return m_rng.chance(0.5) ? "1e999" : "1_0E+400";
        std::string text = execution::floatRepr(number);
        if (text.starts_with("0.") && text.size() > 3 && m_rng.chance(0.3)) return text.substr(1);
        if (text.ends_with(".0") && m_rng.chance(0.3)) text.pop_back();
        if (m_rng.chance(0.1)) {
            char buffer[64];
            std::snprintf(buffer, sizeof buffer, m_rng.chance(0.5) ? "%.17e" : "%.20E", number);
            text = buffer;
        }
        return m_rng.chance(0.1) ? "0" + text : text;
    }

    std::string real(double number) {
        const bool minus = std::signbit(number);
        if (std::isinf(number) && m_rng.chance(0.5)) return minus ? "float('-inf')" : "float(\"Infinity\")";
        return minus ? "-" + gap() + plainReal(-number) : plainReal(number);
    }

    std::string complex(const Value& value) {
        std::string imag = plainReal(std::fabs(value.imag)) + (m_rng.chance(0.5) ? "j" : "J");
        const bool minus = std::signbit(value.imag);
        if (value.real == 0 && !minus && m_rng.chance(0.5)) return imag;
        ++m_open;
        const std::string text = "(" + real(value.real) + gap() + (minus ? "-" : "+") + gap() + imag + ")";
        --m_open;
        return text;
    }

    std::string string(const std::string& content, bool bytes) {
        std::string text;
        std::size_t at = 0;
        do {
            std::size_t end = at;
            for (std::uint64_t i = m_rng.below(6) + 1; i > 0 && end < content.size(); --i) {
                ++end;
                while (!bytes && end < content.size() && (static_cast<unsigned char>(content[end]) & 0xC0) == 0x80)
                    ++end;
            }
            if (at > 0) text += " " + gap();
            text += piece(content.substr(at, end - at), bytes);
            at = end;
        } while (at < content.size());
        return text;
    }

    std::string piece(const std::string& content, bool bytes) {
        constexpr std::string_view kQuotes[] = {"'", "\"", "'''", "\"\"\""};
        const std::string quote(kQuotes[m_rng.below(4)]);
        std::string prefix = bytes ? (m_rng.chance(0.5) ? "b" : "B") : m_rng.chance(0.1) ? "u" : "";
        bool raw = prefix != "u" && !content.empty() && m_rng.chance(0.2);
        for (const char c : content)
            raw =
                raw && static_cast<unsigned char>(c) >= 0x20 && c != '\'' && c != '"' && c != '\\' && (!bytes || c > 0);
        if (raw && execution::hasSurrogate(content)) raw = false;
        if (raw) return (m_rng.chance(0.5) ? prefix + "R" : "r" + prefix) + quote + content + quote;
        std::string text = prefix + quote;
        for (std::size_t at = 0; at < content.size();) {
            std::size_t end = at + 1;
            while (!bytes && end < content.size() && (static_cast<unsigned char>(content[end]) & 0xC0) == 0x80) ++end;
            text += character(content.substr(at, end - at), bytes, quote.size() == 3);
            at = end;
        }
        return text + quote;
    }

    std::string character(const std::string& one, bool bytes, bool triple) {
        const std::uint32_t point = bytes ? static_cast<unsigned char>(one[0]) : pointOf(one);
        const bool surrogate = !bytes && execution::hasSurrogate(one);
        const bool quoted = one == "'" || one == "\"" || one == "\\";
        const bool plain = point >= 0x20 && point < 0x7F && !quoted;
        const bool wide = point >= 0x7F && !bytes && !surrogate;
        if ((plain || wide || (triple && one == "\n")) && m_rng.chance(0.7)) return one;
        if (quoted && m_rng.chance(0.5)) return "\\" + one;
        char buffer[16];
        const std::uint64_t form = m_rng.below(5);
        if (form == 0 && point < 0x100)
            std::snprintf(buffer, sizeof buffer, "\\x%02X", point);
        else if (form == 1 && point < 0x100)
            std::snprintf(buffer, sizeof buffer, "\\%03o", point);
        else if (!bytes && (form == 2 || point > 0xFFFF))
            std::snprintf(buffer, sizeof buffer, "\\U%08x", point);
        else if (!bytes && point > 0xFF)
            std::snprintf(buffer, sizeof buffer, "\\u%04X", point);
        else if (!bytes && point == 'a')
            return m_rng.chance(0.5) ? "\\N{LATIN SMALL LETTER A}" : "\\N{latin Small letter a}";
        else
            std::snprintf(buffer, sizeof buffer, "\\x%02x", point);
        return buffer;
    }

    static std::uint32_t pointOf(const std::string& one) {
        const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(one[i])); };
        switch (one.size()) {
            case 1: return byte(0);
            case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
            case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
            default: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        }
    }

    Rng& m_rng;
    int m_open = 0;
};

}  // namespace azr::testing
