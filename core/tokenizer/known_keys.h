/// What becomes of every key of tokenizer.json, tokenizer_config.json and special_tokens_map.json: one table, from
/// which the readers refuse what is not in it and core/weights/README.md is printed. Constant data; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

enum class KeyUse {
    Honoured,
    Harmless,  ///< does not change ids or texts here; `why` says the reason
    Refused    ///< unless its value is null, false or empty
};

struct KnownKey {
    std::string_view section;  ///< the file and the part, as "tokenizer.json: normalizer Replace"
    std::string_view key;      ///< "*_token": any that ends so and holds a text
    KeyUse use = KeyUse::Honoured;
    std::string_view why = {};
};

[[nodiscard]] std::span<const KnownKey> knownKeys();

/// Unsupported for a key of `object` that `section` does not list, and for a refused one.
Status checkKeys(std::string_view section, const Json& object, const std::string& place);

}  // namespace azr::tokenizer
