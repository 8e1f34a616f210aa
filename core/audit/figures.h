/// The metrics of a step, worked out again from its rows. Pure.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>

#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// The kinds of task whose metrics are worked out, as the database names them.
inline constexpr std::array kFigureKinds = {"deduction", "abduction", "induction", "error"};

/// By kind: the sizes of the buffers after the step, how many tasks entered each, how many a filter kept out,
/// and how many wait for a person.
struct BufferCounts {
    std::map<std::string, std::int64_t> sizes, entered, keptOut, heldBack;
};

/// By name, as many as the rows give. `rows`: as they should be stored; `scored`: by the rules of a version that keeps
/// rollouts and training apart.
[[nodiscard]] std::map<std::string, double> figuresOf(const StepRows& rows, const config::RunConfig& config,
                                                      const BufferCounts& buffers, bool scored);

/// Compares each with the stored one. `known`: every name that the run has anywhere; others came later than the run.
void checkFigures(const StepRows& rows, const std::map<std::string, double>& figures,
                  const std::set<std::string>& known, Ledger& ledger);

/// The evaluations of the steps from `first` to `last`.
Status checkEvaluations(store::Reader& reader, RunId run, int first, int last, Ledger& ledger);

}  // namespace azr::audit
