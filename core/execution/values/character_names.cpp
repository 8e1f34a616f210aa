#include "core/execution/values/character_names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "azr_name_aliases.h"

namespace azr::execution {
namespace {

constexpr std::size_t kMaxName = 256;  ///< CPython's bound
static_assert(std::ranges::is_sorted(kNameAliases, {}, &NameAlias::name));

std::string upperCase(std::string_view name) {
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; });
    return upper;
}

bool nameCharacter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
}

std::optional<std::uint32_t> aliased(std::string_view upper) {
    const auto* const place = std::ranges::lower_bound(kNameAliases, upper, {}, &NameAlias::name);
    if (place == std::end(kNameAliases) || place->name != upper) return std::nullopt;
    return place->point;
}

}  // namespace

std::optional<std::uint32_t> characterNamed(std::string_view name) {
    const std::string upper = upperCase(name);
    if (upper.empty() || upper.size() > kMaxName || !std::ranges::all_of(upper, nameCharacter)) return std::nullopt;
    // Names that CPython computes: these only as they are written. Tangut ideographs it does not name at all.
    constexpr std::array<std::string_view, 2> kComputed = {"HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-"};
    for (const std::string_view prefix : kComputed)
        if (upper.starts_with(prefix) && name != upper) return std::nullopt;
    if (upper.starts_with("TANGUT IDEOGRAPH-")) return std::nullopt;
    if (const auto point = aliased(upper)) return point;
    UErrorCode error = U_ZERO_ERROR;
    const UChar32 point = u_charFromName(U_UNICODE_CHAR_NAME, upper.c_str(), &error);
    if (U_FAILURE(error)) return std::nullopt;
    return static_cast<std::uint32_t>(point);
}

std::optional<std::string> pythonIdentifier(std::string_view text) {
    const auto read = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    if (read.isEmpty()) return std::nullopt;
    for (std::int32_t at = 0; at < read.length(); at = read.moveIndex32(at, 1)) {
        const UChar32 point = read.char32At(at);
        const UProperty property = at == 0 ? UCHAR_XID_START : UCHAR_XID_CONTINUE;
        if (point != '_' && !u_hasBinaryProperty(point, property)) return std::nullopt;
    }
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const form = icu::Normalizer2::getNFKCInstance(error);
    if (U_FAILURE(error)) return std::nullopt;
    const icu::UnicodeString normal = form->normalize(read, error);
    if (U_FAILURE(error)) return std::nullopt;
    std::string out;
    normal.toUTF8String(out);
    return out;
}

}  // namespace azr::execution
