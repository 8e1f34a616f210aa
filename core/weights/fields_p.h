// Fields of a config.json with their checks.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::weights::fields {

inline bool says(const Json& json, const char* key) {
    return json.contains(key) && !json.at(key).is_null();
}

inline tl::unexpected<Error> unsupported(std::string detail, const std::string& place, std::string remedy = {}) {
    return fail(ErrorCode::Unsupported, std::move(detail), place, std::move(remedy));
}

/// Two fields that tell the same thing apart.
inline tl::unexpected<Error> contradiction(const std::string& one, const std::string& other, const std::string& place) {
    return fail(ErrorCode::Parse, "fields '" + one + "' and '" + other + "' contradict each other", place,
                "make both say the same, or remove the wrong one");
}

/// A whole number as an int: 4.0 is one; 4.7, true and what no int holds are not.
inline std::optional<int> wholeOf(const Json& value) {
    if (!value.is_number()) return std::nullopt;
    const auto read = value.get<double>();
    if (read != std::floor(read) || std::abs(read) > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(read);
}

inline Result<int> whole(const Json& json, const char* key, const std::string& place) {
    AZR_CHECK(field<double>(json, key, place));
    if (const auto value = wholeOf(json.at(key))) return *value;
    return fail(ErrorCode::Parse, std::string("field '") + key + "' is no whole number", place);
}

inline Result<int> wholeOr(const Json& json, const char* key, int fallback, const std::string& place) {
    if (!says(json, key)) return fallback;
    return whole(json, key, place);
}

inline Result<std::vector<int>> wholes(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(const auto list, field<std::vector<Json>>(json, key, place));
    std::vector<int> values;
    for (const Json& one : list) {
        const auto value = wholeOf(one);
        if (!value)
            return fail(ErrorCode::Parse, std::string("field '") + key + "' holds something that is no whole number",
                        place);
        values.push_back(*value);
    }
    return values;
}

inline Result<int> positive(const Json& json, const char* key, const std::string& place) {
    AZR_CHECK(field<double>(json, key, place));
    const auto value = wholeOf(json.at(key));
    if (!value || *value < 1 || *value > 100'000'000)
        return fail(ErrorCode::Parse, std::string("field '") + key + "' must be a positive number", place);
    return *value;
}

inline Result<int> positiveOr(const Json& json, const char* key, int fallback, const std::string& place) {
    if (!says(json, key)) return fallback;
    return positive(json, key, place);
}

inline Result<double> positiveNumber(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(const double value, field<double>(json, key, place));
    if (!(value > 0) || !std::isfinite(value))
        return fail(ErrorCode::Parse, std::string("field '") + key + "' must be positive", place);
    return value;
}

inline Result<double> positiveNumberOr(const Json& json, const char* key, double fallback, const std::string& place) {
    if (!says(json, key)) return fallback;
    return positiveNumber(json, key, place);
}

/// A list with one value for each of `count`.
template <class T>
Result<std::vector<T>> listOf(const Json& json, const char* key, std::size_t count, const std::string& place) {
    AZR_TRY(auto values, field<std::vector<T>>(json, key, place));
    if (values.size() != count)
        return fail(ErrorCode::Parse,
                    std::string("field '") + key + "' has " + std::to_string(values.size()) + " values instead of " +
                        std::to_string(count),
                    place);
    return values;
}

}  // namespace azr::weights::fields
