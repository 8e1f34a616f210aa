#include "core/selfplay/rewards/intrinsic.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>
#include <string>

namespace azr::selfplay {
namespace {

constexpr double kComplexityScale = 15.0;
constexpr std::size_t kFewestCoinFlipValues = 8;

std::uint32_t nameHash(std::string_view word) {
    std::uint32_t hash = 0x811c9dc5U;
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    return hash;
}

}  // namespace

double complexityShare(double complexity) {
    return complexity / kComplexityScale;
}

double halsteadShare(const execution::ProgramMeasures& measures) {
    const double share = 0.5 * std::min(measures.halsteadEffort / 1e4, 1.0) +
                         0.3 * std::min(measures.cyclomatic / 10.0, 1.0) +
                         0.2 * std::min(measures.halsteadVolume / 500.0, 1.0);
    // By way of decimal digits, like Python: a product with 1000 would round some halves the other way.
    const std::string digits = fmt::format("{:.3f}", share);
    double rounded = share;
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    return rounded;
}

ShapeNodes shapeNodes(std::string_view shape) {
    constexpr std::string_view kBreaks = " \t\n(),[]";
    ShapeNodes nodes;
    std::size_t at = 0;
    while ((at = shape.find_first_not_of(kBreaks, at)) != std::string_view::npos) {
        const std::size_t end = std::min(shape.find_first_of(kBreaks, at), shape.size());
        nodes.push_back(nameHash(shape.substr(at, end - at)));
        at = end;
    }
    return nodes;
}

int editDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    return editDistanceUpTo(a, b, static_cast<int>(std::max(a.size(), b.size())));
}

int editDistanceUpTo(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, int limit) {
    const int rows = static_cast<int>(a.size());
    const int columns = static_cast<int>(b.size());
    if (std::abs(rows - columns) > limit) return limit + 1;
    const int beyond = limit + 1;
    // Only the cells within `limit` of the diagonal can hold a distance that matters.
    std::vector<int> previous(static_cast<std::size_t>(columns) + 1, beyond);
    std::vector<int> current(previous);
    for (int j = 0; j <= std::min(columns, limit); ++j) previous[static_cast<std::size_t>(j)] = j;
    for (int i = 1; i <= rows; ++i) {
        std::fill(current.begin(), current.end(), beyond);
        if (i <= limit) current[0] = i;
        for (int j = std::max(1, i - limit); j <= std::min(columns, i + limit); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const int replaced = previous[at - 1] + (a[static_cast<std::size_t>(i) - 1] == b[at - 1] ? 0 : 1);
            current[at] = std::min({replaced, previous[at] + 1, current[at - 1] + 1, beyond});
        }
        std::swap(previous, current);
    }
    return previous[static_cast<std::size_t>(columns)];
}

double shapeDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    const std::size_t longer = std::max(a.size(), b.size());
    return longer == 0 ? 0.0 : static_cast<double>(editDistance(a, b)) / static_cast<double>(longer);
}

int lineCount(std::string_view program) {
    int lines = 0;
    while (!program.empty()) {
        const std::size_t end = std::min(program.find('\n'), program.size());
        if (program.substr(0, end).find_first_not_of(" \t\r") != std::string_view::npos) ++lines;
        program.remove_prefix(std::min(end + 1, program.size()));
    }
    return lines;
}

void takeMeasures(const execution::ProgramMeasures& measured, Task& task) {
    task.measured = measured;
    task.measures.complexity = measured.complexity;
    task.measures.halstead = halsteadShare(measured);
    task.measures.nodes = measured.nodes;
    task.measures.lines = lineCount(task.program);
}

bool isCoinFlip(std::span<const execution::RunOutcome> runs) {
    std::set<std::string> values;
    std::size_t ran = 0;
    for (const auto& run : runs) {
        if (run.verdict != execution::Verdict::Ok) continue;
        ++ran;
        values.insert(run.value);
    }
    return ran >= kFewestCoinFlipValues && values.size() <= 2;
}

}  // namespace azr::selfplay
