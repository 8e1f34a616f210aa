/// Reading the flat literals of the nano world: commas at the top level part them; quotes and brackets are respected.
/// No judgement is made here of whether a part is a literal. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azr::selfplay {

/// "[1, 2], 'a, b', 3" gives three parts, trimmed. Empty text gives none.
[[nodiscard]] std::vector<std::string> splitLiterals(std::string_view text);

}  // namespace azr::selfplay
