#include "core/exporting/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace azr::exporting {

std::string csvText(std::string_view text) {
    constexpr std::string_view kFormula = "=+-@\t\r\n'";
    std::string cell = "\"";
    if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) cell += '\'';
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + '"';
}

std::string csvNumber(double value) {
    return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

std::string csvRow(const std::vector<std::string>& cells) {
    return fmt::format("{}\r\n", fmt::join(cells, ","));
}

}  // namespace azr::exporting
