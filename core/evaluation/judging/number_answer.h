/// Answers that are numbers or short expressions, as GSM8K and MATH have them: found in a text, brought to one form,
/// compared as texts and as numbers. No algebra: x+1 is not 1+x. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace azr::evaluation {

/// What the last \boxed{…} holds, or else what stands behind the last ####; empty where there is neither.
[[nodiscard]] std::string markedAnswer(std::string_view text);
/// The same, or else what follows the last "answer is", or else the last number of the text.
[[nodiscard]] std::string finalAnswer(std::string_view text);

/// One form for what is written alike: without spaces, $, thousands' commas, units of \text, \left and \right; \dfrac
/// and \tfrac are \frac, \frac12 is \frac{1}{2}, a full stop at the end is none.
[[nodiscard]] std::string normalAnswer(std::string_view text);

/// Equal in that form, or both numbers (decimals, fractions a/b and \frac{a}{b}, percentages as they stand) that differ
/// by no more than a billionth of the larger one.
[[nodiscard]] bool sameAnswer(std::string_view one, std::string_view other);

}  // namespace azr::evaluation
