/// "Did you mean": the candidate that is closest to a mistyped name. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace azr::config {

/// Insertions, deletions, substitutions and swaps of neighbours.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);
/// "lr" for "learning_rate": every letter is the next one, or begins a later word.
[[nodiscard]] bool abbreviates(std::string_view name, std::string_view candidate);
/// What the name abbreviates, else what it was mistyped from; empty when nothing is close (more than a third of the
/// letters differ). The first of equally close ones wins.
[[nodiscard]] std::string nearest(std::string_view name, std::span<const std::string> candidates);

}  // namespace azr::config
