#include "core/execution/values/number_text.h"

#include <utf8proc.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace azr::execution {
namespace {

// The code point at `at`, which moves past it; 0xFFFFFFFF for a malformed sequence.
constexpr std::uint32_t kMalformed = 0xFFFFFFFFU;

std::uint32_t nextPoint(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 && lead < 0xF5   ? 3
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                                                   : 0;
    if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return kMalformed;
    std::uint32_t point = lead & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if ((byte & 0xC0) != 0x80) return kMalformed;
        point = point << 6 | (byte & 0x3FU);
        ++at;
    }
    const bool tooShort = (more == 2 && point < 0x800) || (more == 3 && (point < 0x10000 || point > 0x10FFFF));
    return tooShort ? kMalformed : point;
}

bool printable(std::uint32_t point) {
    if (point == ' ') return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(point))) {
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
        case UTF8PROC_CATEGORY_ZS: return false;
        default: return true;
    }
}

void appendHex(std::string& out, const char* format, unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, format, value);
    out += text;
}

// True when the character was written; shared by strings and bytes.
bool appendCommon(std::string& out, std::uint32_t point, char quote) {
    switch (point) {
        case '\\': out += "\\\\"; return true;
        case '\n': out += "\\n"; return true;
        case '\r': out += "\\r"; return true;
        case '\t': out += "\\t"; return true;
        default: break;
    }
    if (point == static_cast<unsigned char>(quote)) {
        out += '\\';
        out += quote;
        return true;
    }
    if (point < 0x20 || point == 0x7F) {
        appendHex(out, "\\x%02x", point);
        return true;
    }
    if (point >= 0x7F) return false;
    out += static_cast<char>(point);
    return true;
}

char quoteFor(std::string_view text) {
    return text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
}

}  // namespace

std::string floatRepr(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
    char buffer[64];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific);
    std::string text(buffer, written.ptr);
    const std::size_t e = text.find('e');
    const int exponent = std::atoi(text.c_str() + e + 1);
    std::string digits = text.substr(0, e);
    const bool negative = digits[0] == '-';
    if (negative) digits.erase(0, 1);
    if (digits.size() > 1) digits.erase(1, 1);
    std::string out = negative ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
        out += digits[0];
        if (digits.size() > 1) out += '.' + digits.substr(1);
        std::snprintf(buffer, sizeof buffer, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
        return out + buffer;
    }
    if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
    return out + digits.substr(0, whole) + '.' + digits.substr(whole);
}

std::string integralText(double number) {
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%.0f", number == 0 ? 0.0 : number);
    return buffer;
}

std::string stringRepr(std::string_view text) {
    const char quote = quoteFor(text);
    std::string out(1, quote);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const std::uint32_t point = nextPoint(text, at);
        if (point == kMalformed) {
            appendHex(out, "\\x%02x", static_cast<unsigned char>(text[from]));
            at = from + 1;
        } else if (!appendCommon(out, point, quote)) {
            if (printable(point))
                out += text.substr(from, at - from);
            else if (point <= 0xFF)
                appendHex(out, "\\x%02x", point);
            else
                appendHex(out, point <= 0xFFFF ? "\\u%04x" : "\\U%08x", point);
        }
    }
    return out + quote;
}

std::string bytesRepr(std::string_view raw) {
    const char quote = quoteFor(raw);
    std::string out = std::string("b") + quote;
    for (const char byte : raw)
        if (!appendCommon(out, static_cast<unsigned char>(byte), quote))
            appendHex(out, "\\x%02x", static_cast<unsigned char>(byte));
    return out + quote;
}

bool hasSurrogate(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (static_cast<unsigned char>(text[i]) == 0xED && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return true;
    return false;
}

bool validText(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (nextPoint(text, at) == kMalformed) return false;
    return true;
}

void appendUtf8(std::string& out, std::uint32_t codepoint) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (codepoint < 0x80) {
        byte(codepoint);
    } else if (codepoint < 0x800) {
        byte(0xC0 | codepoint >> 6);
        byte(0x80 | (codepoint & 0x3F));
    } else if (codepoint < 0x10000) {
        byte(0xE0 | codepoint >> 12);
        byte(0x80 | (codepoint >> 6 & 0x3F));
        byte(0x80 | (codepoint & 0x3F));
    } else {
        byte(0xF0 | codepoint >> 18);
        byte(0x80 | (codepoint >> 12 & 0x3F));
        byte(0x80 | (codepoint >> 6 & 0x3F));
        byte(0x80 | (codepoint & 0x3F));
    }
}

}  // namespace azr::execution
