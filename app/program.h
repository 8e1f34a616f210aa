/// Commands of this program that a person may copy into a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azr::app {

/// A word as a POSIX shell takes it: in quotes where it needs them.
[[nodiscard]] std::string shellWord(std::string_view word);
/// This program, and the words after it: its name where PATH leads to this very file, else the file's path.
[[nodiscard]] std::string commandLine(const std::vector<std::string>& words);

}  // namespace azr::app
