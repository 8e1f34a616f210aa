#include "core/execution/values/character_names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

// Names that CPython computes.
constexpr std::array<std::string_view, 2> kComputed = {"HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-"};
// ICU computes these, too; CPython does not name them.
constexpr std::string_view kUnnamed = "TANGUT IDEOGRAPH-";

using Names = std::vector<std::pair<std::string, std::uint32_t>>;

UBool collect(void* names, UChar32 point, UCharNameChoice, const char* text, std::int32_t length) {
    const std::string_view name(text, static_cast<std::size_t>(length));
    const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
    if (!std::ranges::any_of(kComputed, begins) && !begins(kUnnamed))
        static_cast<Names*>(names)->emplace_back(name, static_cast<std::uint32_t>(point));
    return 1;
}

// All names that are not computed, sorted. ICU itself looks for a name by going through all of them, which would make
// an answer full of names dear.
Names allNames() {
    Names names;
    UErrorCode error = U_ZERO_ERROR;
    u_enumCharNames(0, 0x110000, collect, &names, U_UNICODE_CHAR_NAME, &error);
    if (U_FAILURE(error)) names.clear();
    std::ranges::sort(names);
    return names;
}

std::optional<std::uint32_t> listed(std::string_view upper) {
    static const Names names = allNames();  // read-only once it is there: 25 ms and 3 MB at the first name
    const auto place = std::ranges::lower_bound(names, upper, {}, &Names::value_type::first);
    if (place == names.end() || place->first != upper) return std::nullopt;
    return place->second;
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
    const auto begins = [&](std::string_view prefix) { return upper.starts_with(prefix); };
    if (!std::ranges::any_of(kComputed, begins)) {
        const auto alias = aliased(upper);
        return alias ? alias : listed(upper);
    }
    if (name != upper) return std::nullopt;  // these only as they are written
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
