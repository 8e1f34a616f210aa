/// What is stored of models and suites, as figures: for the command line, reports and the window. Blocking reads of a
/// Reader, whose thread it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/evaluation/suite_report.h"
#include "core/store/reader.h"

namespace azr::session {

/// The items of an evaluation with their verdicts, in the suite's order.
[[nodiscard]] Result<std::vector<evaluation::ScoredItem>> storedItems(store::Reader& reader, std::int64_t evaluation);

/// One evaluation with its figures.
struct StoredSuite {
    store::SuiteEvaluationRow row;
    std::vector<evaluation::ScoredItem> items;
    evaluation::SuiteReport report;
};
/// NotFound when there is none of this key.
[[nodiscard]] Result<StoredSuite> storedSuite(store::Reader& reader, const std::string& key, std::span<const int> ks);

/// A task of a run that is like an item of a suite.
struct ContaminatedTask {
    TaskId task;
    std::string item;
    bool sameText = false;  ///< else the same program but for names and values
    bool buffered = false;  ///< now in a buffer
};
struct Contamination {
    std::int64_t tasks = 0;  ///< valid ones that were looked at
    std::vector<ContaminatedTask> matches;
};
[[nodiscard]] Result<Contamination> contaminationOf(store::Reader& reader, RunId run,
                                                    const evaluation::Benchmark& benchmark, Control& control);

}  // namespace azr::session
