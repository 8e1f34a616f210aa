#include <unicode/uchar.h>

#include <array>
#include <memory>
#include <string_view>

#include "core/tokenizer/parts/characters_p.h"
#include "core/tokenizer/parts/young_characters_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

constexpr std::uint32_t kLetters = U_GC_L_MASK, kMarks = U_GC_M_MASK, kNumbers = U_GC_N_MASK;
constexpr int kRegexUnicode = 16;

int ageOf(char32_t value) {
    UVersionInfo age{};
    u_charAge(static_cast<UChar32>(value), age);
    return age[0];  // 0: not assigned
}

/// The character itself, an older one of its kind, or an unassigned one for what came after Unicode 16.
char32_t inRegexUnicode(char32_t value) {
    constexpr char32_t kUnassigned = 0x0378;
    if (const YoungRange* young = youngRangeOf(value)) return young->standIn;
    return ageOf(value) > kRegexUnicode ? kUnassigned : value;
}

std::uint32_t maskOf(char32_t value) {
    return U_GET_GC_MASK(static_cast<UChar32>(value));
}

bool within(char32_t value, char32_t first, char32_t last) {
    return value >= first && value <= last;
}

CharacterKind computeKind(char32_t value) {
    if (isSpace(value)) return CharacterKind::Space;
    const std::uint32_t mask = maskOf(inRegexUnicode(value));
    if ((mask & kLetters) != 0) return CharacterKind::Letter;
    return (mask & kNumbers) != 0 ? CharacterKind::Number : CharacterKind::Other;
}

constexpr std::size_t kTabled = 0x10000;
using KindTable = std::array<CharacterKind, kTabled>;

const KindTable& kindTable() {
    static const std::unique_ptr<const KindTable> table = [] {
        auto made = std::make_unique<KindTable>();
        for (std::size_t i = 0; i < kTabled; ++i) (*made)[i] = computeKind(static_cast<char32_t>(i));
        return made;
    }();
    return *table;
}

}  // namespace

CharacterKind kindOf(char32_t value) {
    static const KindTable& table = kindTable();
    return value < kTabled ? table[value] : computeKind(value);
}

bool isNumeric(char32_t value) {
    if (value < 0x80) return within(value, '0', '9');
    if (within(value, 0x11DE0, 0x11DE9) || within(value, 0x16FF4, 0x16FF6)) return true;  // of Unicode 17
    return (maskOf(inRegexUnicode(value)) & kNumbers) != 0;
}

bool isPunctuation(char32_t value) {
    constexpr int kUnicode = 8;
    if (value < 0x80)
        return u_ispunct(static_cast<UChar32>(value)) ||
               std::string_view("$+<=>^`|~").find(static_cast<char>(value)) != std::string_view::npos;
    if (value == 0x166D || value == 0x111C9) return true;  // were punctuation then
    return (maskOf(value) & U_GC_P_MASK) != 0 && ageOf(value) <= kUnicode;
}

bool isWordCharacter(char32_t value) {
    if (value < 0x80) return u_isalnum(static_cast<UChar32>(value)) || value == '_';
    if (value == 0x200C || value == 0x200D) return true;
    const char32_t known = inRegexUnicode(value);
    return u_hasBinaryProperty(static_cast<UChar32>(known), UCHAR_ALPHABETIC) ||
           (maskOf(known) & (kMarks | U_GC_ND_MASK | U_GC_PC_MASK)) != 0;
}

bool isInNormalForms(char32_t value) {
    constexpr int kUnicode = 9;
    if (value < 0x80) return true;
    const int age = ageOf(value);
    return age > 0 && age <= kUnicode;
}

bool isCombiningMark(char32_t value) {
    if (value < 0x300 || value == 0x111C9) return false;  // 111C9 became a mark later
    if (value == 0x1CF2 || value == 0x1CF3) return true;  // were marks then
    return (maskOf(value) & kMarks) != 0 && isInNormalForms(value);
}

void appendLower(std::string& text, char32_t value) {
    struct Shift {
        char32_t first, last, lower;
    };
    // Of Unicode 14 to 17.
    constexpr Shift kYoung[] = {{0x1C89, 0x1C89, 0x1C8A},   {0xA7CB, 0xA7CB, 0x264},  {0xA7CC, 0xA7CC, 0xA7CD},
                                {0xA7CE, 0xA7CE, 0xA7CF},   {0xA7D2, 0xA7D2, 0xA7D3}, {0xA7D4, 0xA7D4, 0xA7D5},
                                {0xA7DA, 0xA7DA, 0xA7DB},   {0xA7DC, 0xA7DC, 0x19B},  {0x10D50, 0x10D65, 0x10D70},
                                {0x16EA0, 0x16EB8, 0x16EBB}};
    if (value == 0x130) {  // the only one that becomes two
        text += "i\u0307";
        return;
    }
    for (const Shift& shift : kYoung)
        if (within(value, shift.first, shift.last)) return appendUtf8(text, shift.lower + (value - shift.first));
    appendUtf8(text, ageOf(value) > 17 ? value : static_cast<char32_t>(u_tolower(static_cast<UChar32>(value))));
}

}  // namespace azr::tokenizer
