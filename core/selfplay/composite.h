/// Composite programs (an ablation of the paper): the proposer builds on functions of earlier tasks, which it is shown
/// as g_0, g_1, … and which stand before its own code in the program that is run and solved. Pure text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/selfplay/task.h"

namespace azr::selfplay {

/// "g_0"
[[nodiscard]] std::string givenName(std::size_t number);
/// Whether the task's program can be given to others: one function and imports, itself no composite.
[[nodiscard]] bool canBeGiven(const Task& task);
/// The programs of the tasks under the names g_0, g_1, … in their order.
[[nodiscard]] std::vector<GivenFunction> givenFunctions(std::span<const Task* const> tasks);
/// What stands before the proposer's own code, without it.
[[nodiscard]] std::string textOf(std::span<const GivenFunction> given);
/// The whole program: the given functions, then the proposer's own code.
[[nodiscard]] std::string composed(std::span<const GivenFunction> given, std::string_view own);
/// The proposer's own code of a task's program; the whole of it where nothing was given.
[[nodiscard]] std::string ownProgram(const Task& task);
/// The program of one given function alone, as an f.
[[nodiscard]] std::string givenAlone(const GivenFunction& given, std::size_t number);

}  // namespace azr::selfplay
