/// JSON with the order of its keys kept (nlohmann ordered_json), and parsing that returns a Result instead of throwing.
#pragma once

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/error.h"

namespace azr {

using Json = nlohmann::ordered_json;

/// `place` names the source in the error (file or "line 12 of tasks.jsonl").
[[nodiscard]] Result<Json> parseJson(std::string_view text, std::string place = {});
/// The same for text that others wrote: a NUL byte (which ends the text for the library), two members of one name and
/// objects with more than 1,000 members are errors as well. `repeats`, where given, tells that the text is JSON and a
/// name that stands twice (not "id") is all that is wrong.
[[nodiscard]] Result<Json> parseStrictJson(std::string_view text, std::string place = {}, bool* repeats = nullptr);
[[nodiscard]] Result<Json> readJson(const std::filesystem::path& file);
/// JSON text that is written as it stands, such as a number of more digits than a double has: dumpLine() does so for
/// the members of the outermost object. Travels as the library's binary type, which no JSON text has.
[[nodiscard]] Json verbatim(std::string text);
/// One line, UTF-8, invalid bytes replaced; never throws.
[[nodiscard]] std::string dumpLine(const Json& json);
[[nodiscard]] std::string dumpPretty(const Json& json);

/// Types that the library reads only from what they are.
template <class T>
inline constexpr bool kReadAsIs = std::is_same_v<T, Json> || std::is_same_v<T, std::string> || std::is_same_v<T, bool>;

/// Whether `json` is a T without a loss: the library reads 4.7, true and 2^40 as an int, too.
template <class T>
[[nodiscard]] bool isWhole(const Json& json) {
    if constexpr (std::is_integral_v<T> && !kReadAsIs<T>) {
        if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
        return json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>());
    } else if constexpr (std::is_floating_point_v<T>) {
        return json.is_number();
    } else if constexpr (requires { typename T::mapped_type; }) {
        return std::ranges::all_of(json, [](const Json& one) { return isWhole<typename T::mapped_type>(one); });
    } else if constexpr (std::ranges::range<T> && !kReadAsIs<T>) {
        return std::ranges::all_of(json, [](const Json& one) { return isWhole<std::ranges::range_value_t<T>>(one); });
    }
    return true;
}

/// The field `key` as T, or an error naming place and key. Missing and wrongly typed fields are told apart; a number
/// that T cannot hold is of the wrong type.
template <class T>
[[nodiscard]] Result<T> field(const Json& object, const char* key, const std::string& place = {}) {
    if (!object.is_object() || !object.contains(key))
        return fail(ErrorCode::Parse, std::string("field '") + key + "' is missing", place);
    try {
        const Json& value = object.at(key);
        if (isWhole<T>(value)) return value.get<T>();
        return fail(ErrorCode::Parse, std::string("field '") + key + "' has the wrong type", place);
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Parse, std::string("field '") + key + "' has the wrong type", place);
    }
}

/// The field, or `fallback` when it is missing or null; wrongly typed is still an error.
template <class T>
[[nodiscard]] Result<T> fieldOr(const Json& object, const char* key, T fallback, const std::string& place = {}) {
    if (!object.is_object() || !object.contains(key) || object.at(key).is_null()) return fallback;
    return field<T>(object, key, place);
}

}  // namespace azr
