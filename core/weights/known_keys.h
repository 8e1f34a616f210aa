/// Every key that is known of config.json, generation_config.json, adapter_config.json and the metadata of GGUF files:
/// what is honoured, what is harmless, what is refused unless it has a neutral value. One table, which the readers use
/// at run time and which README.md shows. A key that is not in it may hold nothing (null, false, empty); with any other
/// value it is refused, because nobody here knows whether it changes the arithmetic. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::weights {

/// Rope is the object `rope_scaling` or `rope_parameters` of a config.json.
enum class KeyFile : std::uint8_t { Config, Rope, Generation, Adapter, Gguf };
enum class KeyUse : std::uint8_t {
    Honoured,  ///< read, and followed or refused by its reader
    Harmless,  ///< changes nothing that this program computes
    Refused,   ///< unless it is null or has a neutral value
};

struct KnownKey {
    KeyFile file;
    KeyUse use;
    std::string_view scope;    ///< values of model_type or general.architecture, by spaces; empty: all
    std::string_view keys;     ///< by spaces; "{arch}." stands for the architecture, a final "*" for any ending
    std::string_view neutral;  ///< of Refused: JSON values that pass, separated by " | "
    std::string_view why;
};
[[nodiscard]] std::span<const KnownKey> knownKeys();
/// The row of a key in a file of that model_type or architecture; null when there is none.
[[nodiscard]] const KnownKey* findKey(KeyFile file, std::string_view key, std::string_view family);

/// Unsupported: one key with one value that is refused or unknown. Objects of RoPE are looked into.
Status checkKey(std::string_view key, const Json& value, KeyFile file, std::string_view family,
                const std::string& place);
/// All members of an object.
Status checkKeys(const Json& object, KeyFile file, std::string_view family, const std::string& place);

}  // namespace azr::weights
