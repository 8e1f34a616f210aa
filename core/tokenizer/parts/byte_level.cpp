#include <array>

#include "core/tokenizer/parts/byte_level_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

constexpr bool printable(int byte) {
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

constexpr std::size_t kShifted = 68;  // bytes without a printable character of their own, moved to U+0100 and up

constexpr std::array<char32_t, 256> makeCharacters() {
    std::array<char32_t, 256> table{};
    char32_t next = 0x100;
    for (int byte = 0; byte < 256; ++byte)
        table[static_cast<std::size_t>(byte)] = printable(byte) ? static_cast<char32_t>(byte) : next++;
    return table;
}
constexpr auto kCharacters = makeCharacters();
static_assert(kCharacters[0] == 0x100 && kCharacters[' '] == 0x120 && kCharacters[0xAD] == 0x100 + kShifted - 1);

constexpr std::array<int, 0x100 + kShifted> makeBytes() {
    std::array<int, 0x100 + kShifted> table{};
    for (auto& byte : table) byte = -1;
    for (int byte = 0; byte < 256; ++byte) table[kCharacters[static_cast<std::size_t>(byte)]] = byte;
    return table;
}
constexpr auto kBytes = makeBytes();

}  // namespace

std::string toByteLevel(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    for (const char c : text) appendUtf8(out, kCharacters[static_cast<unsigned char>(c)]);
    return out;
}

bool fromByteLevel(std::string_view text, std::string& bytes) {
    const std::size_t before = bytes.size();
    for (std::size_t at = 0; at < text.size();) {
        const auto point = codePointAt(text, at);
        if (point.length == 0 || point.value >= kBytes.size() || kBytes[point.value] < 0) {
            bytes.resize(before);
            return false;
        }
        bytes += static_cast<char>(kBytes[point.value]);
        at += point.length;
    }
    return true;
}

}  // namespace azr::tokenizer
