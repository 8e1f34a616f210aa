/// What a program is like when its names and values are left out: the outline, read off its text alone, so that it is
/// the same for a task of the loop and for one of the database, which keeps no syntax trees. Two programs that differ
/// in names, values, blanks and comments have one outline. Pure functions.
///
/// The near-duplicates of the collapse bars compare syntax trees (rewards/novelty.h); of the nano runs' tasks outlines
/// say the same of 94 in 100.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace azr::selfplay {

/// One number a token: names by the order in which they occur (those behind a dot and keywords as they are), values by
/// their type, lines by their indentation.
using Outline = std::vector<std::uint32_t>;
[[nodiscard]] Outline outlineOf(std::string_view program);

/// Outlines of at most so many tokens may differ and still be near: about 20 nodes of a syntax tree.
constexpr std::size_t kSmallOutline = 24;
constexpr int kNearTokens = 2;

/// Equal, or, where `other` is small, at most kNearTokens insertions, deletions and replacements apart.
[[nodiscard]] bool nearlySame(const Outline& one, const Outline& other);

}  // namespace azr::selfplay
