/// How alike two programs are, in the sense of CodeBLEU (Ren et al. 2020, arXiv 2009.10297): the mean of four shares,
/// each 0..1. Of the candidate against a reference, so not symmetric. Departures: Python's own syntax tree instead of
/// tree-sitter's, tokens instead of words between spaces, and where the reference has no data flow the mean is over the
/// other three. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace azr::selfplay {

/// A program as the comparison sees it; everything is hashed.
struct CodeProfile {
    std::vector<std::uint64_t> tokens;    ///< in order, without comments and layout
    std::vector<std::uint64_t> subtrees;  ///< sorted: one for each inner node, of the types of nodes beneath it
    std::vector<std::uint64_t> flows;     ///< sorted: "a name takes its value from these names", names numbered
    [[nodiscard]] bool empty() const { return subtrees.empty(); }
};

/// `shape` and `arities` as the inspector gives them (execution/executor.h); without arities the profile is empty.
[[nodiscard]] CodeProfile codeProfile(std::string_view program, std::string_view shape, std::string_view arities);

struct CodeSimilarity {
    double ngrams = 0;    ///< BLEU up to 4 tokens; a length without a match counts 0.1 matches
    double keywords = 0;  ///< the same, where single tokens weigh 1 as keywords and 0.2 else
    double syntax = 0;    ///< share of the reference's subtrees that the candidate has, too
    double flow = 0;      ///< share of the reference's data flows that the candidate has; -1: it has none
    [[nodiscard]] double mean() const;
};
[[nodiscard]] CodeSimilarity codeSimilarity(const CodeProfile& candidate, const CodeProfile& reference);

}  // namespace azr::selfplay
