/// Texts in JSON, byte for byte. JSON carries every text that is UTF-8, control characters and CR LF as well; what else
/// a model can write (a lone surrogate's bytes, half a character) it does not: such a text stands with U+FFFD in it,
/// and its bytes beside it in base64. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::exporting {

[[nodiscard]] bool isUtf8(std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);
/// Parse where it is none.
[[nodiscard]] Result<std::string> fromBase64(std::string_view text);

/// An object {"/completion": "…", "/attempts/3/answer": "…"}: by JSON pointer, the bytes of each text of `line` that is
/// not UTF-8; empty where all are.
[[nodiscard]] Json bytesBeside(const Json& line);
/// `line` with them under "_bytes" where there are any.
[[nodiscard]] Json exact(Json line);
/// The other way: puts the bytes in their places and takes "_bytes" off.
Status restoreBytes(Json& line, const std::string& place);

}  // namespace azr::exporting
