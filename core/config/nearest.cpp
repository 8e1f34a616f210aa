#include "core/config/nearest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace azr::config {

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> beforeLast, last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        beforeLast = last;
        last = row;
    }
    return last[b.size()];
}

bool abbreviates(std::string_view name, std::string_view candidate) {
    constexpr std::string_view kBetweenWords = "._- ";
    if (name.empty() || candidate.empty() || name.front() != candidate.front()) return false;
    if (name.size() == 1) return true;
    if (abbreviates(name.substr(1), candidate.substr(1))) return true;
    for (std::size_t i = 1; i < candidate.size(); ++i)
        if (kBetweenWords.find(candidate[i - 1]) != std::string_view::npos &&
            abbreviates(name.substr(1), candidate.substr(i)))
            return true;
    return false;
}

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
    std::string best;
    std::pair<bool, std::size_t> bestRank;  // abbreviations first
    for (const auto& candidate : candidates) {
        const std::pair rank{!abbreviates(name, candidate), editDistance(name, candidate)};
        if (rank.first && rank.second * 3 > std::max(name.size(), candidate.size()) + 2) continue;
        if (best.empty() || rank < bestRank) {
            best = candidate;
            bestRank = rank;
        }
    }
    return best;
}

}  // namespace azr::config
