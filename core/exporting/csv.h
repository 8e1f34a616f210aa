/// Cells of a CSV file (RFC 4180): quoted texts, in which every byte comes back, and numbers. A spreadsheet takes a
/// cell that begins with =, +, -, @, a tab or a line end for a formula, also a quoted one: such a text, and one that
/// begins with an apostrophe, gets an apostrophe before it; who reads the file takes one off. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azr::exporting {

[[nodiscard]] std::string csvText(std::string_view text);
/// The shortest digits that give the same number again; empty for a NaN.
[[nodiscard]] std::string csvNumber(double value);
/// Cells with commas between them and CR LF behind the last.
[[nodiscard]] std::string csvRow(const std::vector<std::string>& cells);

}  // namespace azr::exporting
