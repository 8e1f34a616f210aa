#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

bool isContinuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/// The range that the second byte must lie in; narrower after E0, ED, F0 and F4 (overlong forms, surrogates, range).
bool secondByteFits(unsigned char first, unsigned char second) {
    switch (first) {
        case 0xE0: return second >= 0xA0 && second <= 0xBF;
        case 0xED: return second >= 0x80 && second <= 0x9F;
        case 0xF0: return second >= 0x90 && second <= 0xBF;
        case 0xF4: return second >= 0x80 && second <= 0x8F;
        default: return isContinuation(second);
    }
}

std::size_t lengthFromFirst(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

/// How many bytes at `at` belong together: the whole sequence, or its well-formed beginning.
std::size_t wellFormedPrefix(std::string_view text, std::size_t at, std::size_t length) {
    const auto first = static_cast<unsigned char>(text[at]);
    std::size_t good = 1;
    while (good < length && at + good < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at + good]);
        if (good == 1 ? !secondByteFits(first, byte) : !isContinuation(byte)) break;
        ++good;
    }
    return good;
}

}  // namespace

CodePoint codePointAt(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    const std::size_t length = lengthFromFirst(first);
    if (length == 0 || wellFormedPrefix(text, at, length) != length) return {};
    char32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    return {value, length};
}

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto point = codePointAt(text, at);
        if (point.length == 0) return false;
        at += point.length;
    }
    return true;
}

std::string repairUtf8(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = lengthFromFirst(static_cast<unsigned char>(text[at]));
        const std::size_t good = length == 0 ? 1 : wellFormedPrefix(text, at, length);
        if (good == length)
            repaired.append(text, at, good);
        else
            repaired += "\xEF\xBF\xBD";
        at += good;
    }
    return repaired;
}

void appendUtf8(std::string& text, char32_t value) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | value >> 6);
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | value >> 12);
        put(0x80 | (value >> 6 & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | value >> 18);
        put(0x80 | (value >> 12 & 0x3F));
        put(0x80 | (value >> 6 & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

bool isSpace(char32_t value) {
    return (value >= 0x09 && value <= 0x0D) || value == 0x20 || value == 0x85 || value == 0xA0 || value == 0x1680 ||
           (value >= 0x2000 && value <= 0x200A) || value == 0x2028 || value == 0x2029 || value == 0x202F ||
           value == 0x205F || value == 0x3000;
}

}  // namespace azr::tokenizer
