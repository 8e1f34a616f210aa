/// Runs that differ in their seed alone as one curve: the mean over them, with its 95% interval. Pure.
#pragma once

#include <QList>
#include <QString>
#include <vector>

#include "core/base/ids.h"
#include "ui/charts/compared_run.h"

namespace azr::ui {

struct ComparedGroup {
    QString title;  ///< what its runs have in common
    QList<RunId> runs;
};

/// A curve for each group and chart, at the steps that all of its runs have that were measured at all: with fewer of
/// them at some steps, it would jump where one comes or goes. Student's interval over the runs; of one run none.
[[nodiscard]] std::vector<ComparedRun> meansOf(const std::vector<ComparedRun>& runs,
                                               const QList<ComparedGroup>& groups);

}  // namespace azr::ui
