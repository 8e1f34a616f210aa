/// Whether what a program returned is right where the canonical solution returned something else, as evalplus decides
/// it (evalplus/eval, version 0.3): special oracles, then equality, then closeness of numbers. Values are compared by
/// trusted code alone, from their texts. Pure.
#pragma once

#include <string>

#include "core/evaluation/benchmarks/problem.h"
#include "core/evaluation/judging/program_runs.h"

namespace azr::evaluation {

/// `input`: the text of the arguments. `expected` is what the canonical solution returned; it did return.
[[nodiscard]] bool agrees(const Problem& problem, const std::string& input, const Returned& expected,
                          const Returned& got);

}  // namespace azr::evaluation
