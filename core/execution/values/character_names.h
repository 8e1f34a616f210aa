/// What Python knows of Unicode beyond UTF-8 where it reads literals: the names in '\N{…}' and the spelling of
/// identifiers. Names come from ICU, their aliases from Unicode's NameAliases.txt. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace azr::execution {

/// The character of a name or an alias as CPython's '\N{…}' finds it: in either case, except that the numbered names
/// (Hangul syllables, CJK ideographs) are upper case. Named sequences are none.
[[nodiscard]] std::optional<std::uint32_t> characterNamed(std::string_view name);

/// An identifier (UTF-8) as Python compares it, in normal form NFKC; empty when Python would not read it as one.
[[nodiscard]] std::optional<std::string> pythonIdentifier(std::string_view text);

}  // namespace azr::execution
