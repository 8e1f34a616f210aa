/// Whether a program stands among the problems of a suite: what a run proposed and trained on says little about a suite
/// that it repeats. Programs are alike where their texts are, blanks and docstrings aside, or where they are the same
/// without their names and values (selfplay/rules/outline). Immutable once made, hence thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evaluation/benchmarks/problem.h"
#include "core/selfplay/rules/outline.h"

namespace azr::evaluation {

/// Programs of fewer tokens are alike by chance: their texts have to be the same.
constexpr std::size_t kTellingOutline = 24;

struct SuiteMatch {
    std::size_t problem = 0;  ///< its place in the suite
    bool sameText = false;    ///< else only the outline
};

class SuitePrograms {
  public:
    explicit SuitePrograms(const Benchmark& benchmark);
    /// The first problem that the program is like; of equally near ones the one whose text is the same.
    [[nodiscard]] std::optional<SuiteMatch> find(std::string_view program) const;
    [[nodiscard]] bool empty() const { return m_texts.empty(); }

  private:
    std::map<std::string, std::size_t, std::less<>> m_texts;
    std::map<selfplay::Outline, std::size_t> m_outlines;
};

}  // namespace azr::evaluation
