#include "core/exporting/exact_texts.h"

#include <cstdint>
#include <utility>

namespace azr::exporting {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr const char* kBytes = "_bytes";

/// How many bytes the character at the beginning has; 0: it is none.
std::size_t characterAt(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    // Overlong forms, surrogates, and what lies beyond the last plane.
    const unsigned char second = byte(1);
    const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return bad ? 0 : size;
}

void collect(const Json& json, const std::string& pointer, Json& found) {
    if (json.is_string()) {
        const auto& text = json.get_ref<const std::string&>();
        if (!isUtf8(text)) found[pointer] = base64(text);
    } else if (json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            std::string place = pointer;
            collect(value, place.append("/").append(key), found);
        }
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.size(); ++i) collect(json[i], pointer + "/" + std::to_string(i), found);
    }
}

}  // namespace

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = characterAt(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string base64(std::string_view bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= bytes.size() - at ? kDigits[(group >> (18 - 6 * i)) & 63] : '=';
    }
    return text;
}

Result<std::string> fromBase64(std::string_view text) {
    const auto bad = [] { return fail(ErrorCode::Parse, "is no base64"); };
    if (text.size() % 4 != 0) return bad();
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += 4) {
        std::uint32_t group = 0;
        std::size_t digits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const char c = text[at + i];
            const auto digit = c == '=' ? 0 : kDigits.find(c);
            const bool end = at + 4 == text.size();
            if (digit == std::string_view::npos || (c == '=' && (!end || i < 2)) || (c != '=' && digits < i))
                return bad();
            digits += c == '=' ? 0 : 1;
            group = group << 6 | static_cast<std::uint32_t>(digit);
        }
        for (std::size_t i = 0; i + 1 < digits; ++i) bytes += static_cast<char>(group >> (16 - 8 * i));
    }
    return bytes;
}

Json bytesBeside(const Json& line) {
    Json found = Json::object();
    collect(line, {}, found);
    return found;
}

Json exact(Json line) {
    if (Json found = bytesBeside(line); !found.empty()) line[kBytes] = std::move(found);
    return line;
}

Status restoreBytes(Json& line, const std::string& place) {
    if (!line.is_object() || !line.contains(kBytes)) return {};
    const Json found = line.at(kBytes);
    line.erase(kBytes);
    for (const auto& entry : found.items()) {
        const std::string& pointer = entry.key();
        const Json& text = entry.value();
        const auto bad = [&] {
            return fail(ErrorCode::Parse, "'_bytes' says nothing of a text called '" + pointer + "'", place);
        };
        if (!text.is_string() || !pointer.starts_with('/')) return bad();
        const Json::json_pointer at(pointer);
        if (!line.contains(at) || !line.at(at).is_string()) return bad();
        auto bytes = fromBase64(text.get_ref<const std::string&>());
        if (!bytes) return bad();
        line.at(at) = std::move(*bytes);
    }
    return {};
}

}  // namespace azr::exporting
