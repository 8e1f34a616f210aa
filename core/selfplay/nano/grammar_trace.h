/// What the instrumented variant of a grammar program returned: its result and the states on the way, and whether they
/// stay inside the nano world. Pure functions over the canonical repr that the executor gives.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azr::selfplay {

struct ProgramState {
    std::string name, value;
};

struct ProgramTrace {
    std::string output;
    std::vector<ProgramState> states;  ///< in the order of execution
};

/// Empty when the text is not [result, [name, value, …]].
[[nodiscard]] std::optional<ProgramTrace> readTrace(std::string_view value);

/// |int| <= 9999, at most 10 items, at most 16 characters, and every character has a token.
[[nodiscard]] bool withinNanoBounds(std::string_view literal);

/// "x = [1, 2]; s = 3", or from the last state to the first.
[[nodiscard]] std::string writeStates(const std::vector<ProgramState>& states, bool backward);

}  // namespace azr::selfplay
