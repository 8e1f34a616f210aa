/// Other arguments of the same shape as given ones, for asking how many values a program gives (nano.md, coin flips):
/// the same number of arguments, keywords, types and nesting, with other numbers, texts and lengths. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"

namespace azr::selfplay {

/// Empty when `input` is no list of literal arguments, or holds nothing that could be another value.
[[nodiscard]] std::vector<std::string> freshArguments(std::string_view input, int count, Rng& rng);

}  // namespace azr::selfplay
