/// The command line: finds the subcommand, reads its options, prints help, turns errors into exit codes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/command.h"

namespace azr::app {

[[nodiscard]] std::vector<Command> allCommands(const WindowParts& window);
/// The help of one command, wrapped at 80 columns; that of the program lists `all`.
[[nodiscard]] std::string helpOf(const Command& command, std::span<const Command> all);
/// `words` without the program's name.
ExitCode run(std::span<const std::string> words, const Console& console, const WindowParts& window = {});

}  // namespace azr::app
