/// Text as HTML takes it. Whatever a model wrote stands on the page as text and as nothing else. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace azr::report {

/// For the content of an element and for an attribute in double quotes; what is no UTF-8, and control characters, are
/// U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// For a <script type="application/json">: no text in it can end the element.
[[nodiscard]] std::string embedded(const Json& json);

/// Python, token by token in <span class="…">: keyword, name of a definition, string, number, comment. Any text is
/// taken.
[[nodiscard]] std::string highlighted(std::string_view source);

}  // namespace azr::report
