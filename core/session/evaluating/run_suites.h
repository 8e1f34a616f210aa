/// The published suites of a run: opened before it begins, and measured greedily whenever it evaluates. Trainer thread.
#pragma once

#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/session/running/parts.h"
#include "core/training/event.h"

namespace azr::session {

/// Those that evaluation.suites names, each with its first evaluation.suite_items of every kind. Errors name the suite
/// and how to get it.
[[nodiscard]] Result<std::vector<evaluation::Benchmark>> openRunSuites(const config::EvaluationConfig& config);

/// One after the other, in an executor of their own. Metrics: "eval/SUITE/greedy/KIND" with "/low" and "/high"; where a
/// suite has several kinds, "all" of them together.
Status measureSuites(const std::vector<evaluation::Benchmark>& suites, const config::RunConfig& config,
                     OpenedPolicy& policy, Control& control, training::EvaluationFinished& finished);

/// Whether each answered item is right, for reports; items without answers have none.
[[nodiscard]] std::vector<evaluation::ScoredItem> scoredItems(const evaluation::Benchmark& benchmark,
                                                              const std::vector<evaluation::AnsweredItem>& answered);

/// How a suite is asked, as it is stored: wrapper, limits, sampling, samples, seed.
[[nodiscard]] std::string suiteSettings(const config::RunConfig& config, int samples, bool greedy);
[[nodiscard]] evaluation::AssessmentOptions assessmentOptions(const config::RunConfig& config,
                                                              const selfplay::PromptWrapper& wrapper);

}  // namespace azr::session
