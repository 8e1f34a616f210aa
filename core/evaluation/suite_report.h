/// What the judged answers to a suite amount to: pass@1 greedy, pass@k, majority@k, per kind and difficulty, and the
/// items that two models differ on. The same figures for the command line, the loop and the window. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/evaluation/statistics/paired.h"
#include "core/evaluation/statistics/pass_at_k.h"

namespace azr::evaluation {

/// The verdicts of one problem. What the executor lost is not among them.
struct ScoredItem {
    std::string id, kind, difficulty;
    std::optional<bool> greedy;  ///< whether the greedy answer is right; nothing where it was not asked or was lost
    std::vector<Vote> samples;   ///< at the temperature
};

struct SuiteFigures {
    std::int64_t items = 0;
    std::optional<Estimate> greedy;                  ///< pass@1, Wilson over items
    std::vector<std::pair<int, Estimate>> passAt;    ///< of each k that some item has samples for
    std::vector<std::pair<int, Estimate>> majority;  ///< likewise, of the kinds whose answers vote
};

struct SuiteReport {
    SuiteFigures all;
    std::map<std::string, SuiteFigures> kinds;         ///< two or more, else empty
    std::map<std::string, SuiteFigures> difficulties;  ///< likewise
};
[[nodiscard]] SuiteFigures figuresOf(std::span<const ScoredItem> items, std::span<const int> ks);
[[nodiscard]] SuiteReport reportOf(std::span<const ScoredItem> items, std::span<const int> ks);

struct Flip {
    std::string id, kind;
    bool gained = false;  ///< only the second solved it
};
/// Two models on the items that both answered greedily.
struct Comparison {
    PairedCounts counts;
    double p = 1;         ///< McNemar's exact test
    Interval difference;  ///< of the accuracies, 95%
    std::vector<Flip> flips;
    /// The second is better, and that is no chance: the interval lies above 0.
    [[nodiscard]] bool supported() const { return difference.low > 0; }
};
[[nodiscard]] Comparison compare(std::span<const ScoredItem> first, std::span<const ScoredItem> second);

}  // namespace azr::evaluation
