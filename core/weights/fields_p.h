// Fields of a config.json with their checks.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

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

inline Result<int> positive(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(const double value, field<double>(json, key, place));  // some write 4096.0
    if (!(value >= 1) || value > 100'000'000 || value != std::floor(value))
        return fail(ErrorCode::Parse, std::string("field '") + key + "' must be a positive number", place);
    return static_cast<int>(value);
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
