/// Coarse classes of tasks: what the first argument is, and how the program is built. Proposals that are compared
/// within their class alone do not crowd the others out. Read from the text, so that programs which never ran have one
/// too.
#pragma once

#include <string_view>

namespace azr::selfplay {

inline constexpr int kTaskClasses = 12;

/// 0 .. kTaskClasses - 1, from the type of the first argument (number, text, container, other) and whether the program
/// repeats, branches or goes straight; -1 without a program.
[[nodiscard]] int taskClass(std::string_view program, std::string_view input);

}  // namespace azr::selfplay
