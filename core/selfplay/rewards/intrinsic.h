/// Intrinsic measures of a task, from what the jailed inspector says about its program: complexity, Halstead, distance
/// between program shapes. Pure functions. Sources: algorithm notes on intrinsic rewards; collapse bars.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/execution/executor.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

/// Cognitive complexity / 15, which complex programs exceed 1 in.
[[nodiscard]] double complexityShare(double complexity);
/// 0.5 min(effort / 1e4, 1) + 0.3 min(cyclomatic / 10, 1) + 0.2 min(volume / 500, 1), rounded to three places as the
/// reference does.
[[nodiscard]] double halsteadShare(const execution::ProgramMeasures& measures);

/// A program's shape (AST in preorder) as one number per node.
using ShapeNodes = std::vector<std::uint32_t>;
[[nodiscard]] ShapeNodes shapeNodes(std::string_view shape);
/// Insertions, deletions and replacements that turn a into b.
[[nodiscard]] int editDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);
/// The same, but any value above `limit` may come back as limit + 1; takes O(limit x length).
[[nodiscard]] int editDistanceUpTo(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, int limit);
/// Edit distance / the longer length, 0..1.
[[nodiscard]] double shapeDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// Non-blank lines of a program.
[[nodiscard]] int lineCount(std::string_view program);

/// What the inspector measured of the task's program, and what follows from it.
void takeMeasures(const execution::ProgramMeasures& measured, Task& task);

/// At most two distinct values over the fresh inputs: the answer can be guessed. Needs at least 8 values that ran.
[[nodiscard]] bool isCoinFlip(std::span<const execution::RunOutcome> runs);

}  // namespace azr::selfplay
