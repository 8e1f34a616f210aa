/// What a model did on a suite, as the window holds it: read in the background, an evaluation at a time.
#pragma once

#include <QString>
#include <vector>

#include "core/evaluation/suite_report.h"
#include "core/store/reader.h"
#include "core/store/suites/suite_rows.h"

namespace azr::ui {

struct SuiteResult {
    store::SuiteEvaluationRow row;
    std::vector<int> places;                    ///< of the items, in the suite; parallel to `items`
    std::vector<evaluation::ScoredItem> items;  ///< in the suite's order
    evaluation::SuiteFigures figures;

    [[nodiscard]] bool finished() const { return row.finished > 0; }
    /// Whether the row that was read since tells of more.
    [[nodiscard]] bool isAsOldAs(const store::SuiteEvaluationRow& now) const {
        return row.id == now.id && row.done == now.done && row.finished == now.finished;
    }
};

/// On the reader's thread.
[[nodiscard]] Result<SuiteResult> readSuiteResult(store::Reader& reader, const store::SuiteEvaluationRow& row);

/// "34.1 %", and "26.8 to 42.0 %"; a dash where nothing was asked greedily.
[[nodiscard]] QString shareText(const std::optional<evaluation::Estimate>& estimate);
[[nodiscard]] QString intervalText(const std::optional<evaluation::Estimate>& estimate);
/// "pass@8 51.2 %" of the largest k that was sampled; empty without samples.
[[nodiscard]] QString passText(const evaluation::SuiteFigures& figures);
/// What two models did differently, and whether that is more than chance, in one sentence.
[[nodiscard]] QString comparisonSentence(const evaluation::Comparison& comparison);

}  // namespace azr::ui
