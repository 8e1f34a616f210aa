/// Pieces of HTML that several sections are made of. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/report/facts.h"

namespace azr::report {

/// A cell that is HTML already.
struct Cell {
    std::string html;
    bool isNumber = false;
};
[[nodiscard]] Cell text(std::string_view plain);
[[nodiscard]] Cell code(std::string_view plain);
[[nodiscard]] Cell number(std::string html);

/// With a head; what is wider than the page can be scrolled.
[[nodiscard]] std::string tableOf(const std::vector<Cell>& head, const std::vector<std::vector<Cell>>& rows);
[[nodiscard]] std::string heading(const char* id, const char* title, const std::string& below = {});
[[nodiscard]] std::string figureOf(const Chart& chart);

/// "2026-01-02 03:04 UTC"; empty for 0.
[[nodiscard]] std::string moment(double seconds);
/// "31.2%"
[[nodiscard]] std::string percent(double share);

/// The mean over kinds of the accuracies of a suite at a step, greedy or sampled, with the items that it was counted
/// from.
struct SuiteScore {
    std::string suite;
    int step = 0, solved = 0, total = 0;
};
/// Of the suite that was measured most, sampled where it was, at its first, best and last step; empty: nothing was.
struct SuiteScores {
    SuiteScore first, best, last;
    bool greedy = false;
};
[[nodiscard]] std::optional<SuiteScores> mainScores(const Facts& facts);

}  // namespace azr::report
