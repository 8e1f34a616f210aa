/// Looking at Python source as text, without parsing it: which functions stand at the top level, which imports there
/// are, and renaming the entry function. Strings and comments are skipped. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azr::selfplay {

/// Names of the functions defined at column 0 (`def`, not `async def`), in order.
[[nodiscard]] std::vector<std::string> topLevelFunctions(std::string_view source);
/// Every import statement, trimmed, in order; nested ones too.
[[nodiscard]] std::vector<std::string> importStatements(std::string_view source);
/// The source with the function `from` called `to`, at its definition and wherever it is called by its bare name.
[[nodiscard]] std::string renameFunction(std::string_view source, std::string_view from, std::string_view to);

/// Names of all functions, methods and nested ones too, in the order of the text.
[[nodiscard]] std::vector<std::string> allFunctions(std::string_view source);
/// Whether the program is one function f with imports and nothing else at the top level, and mentions no g_0, g_1, …:
/// it can then stand in another program under such a name.
[[nodiscard]] bool standsAlone(std::string_view source);

}  // namespace azr::selfplay
