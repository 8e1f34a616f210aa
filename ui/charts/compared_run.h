/// What is read of one run to be laid over others: of each chart the mean over its metrics, with the 95% interval where
/// all of them are shares. Reads on the background thread.
#pragma once

#include <QHash>
#include <QList>
#include <QPointF>
#include <QString>
#include <QStringList>
#include <vector>

#include "core/store/reader.h"
#include "widgets/charts/chart_curve.h"

namespace azr::ui {

/// One number, laid over each other for all runs: the mean over its metrics.
struct ComparedChart {
    QString title, explanation, unit;
    double scale = 1;
    QStringList metrics;
};

struct ComparedCurve {
    QList<QPointF> points;
    QList<widgets::Interval> intervals;  ///< one for each point, NaN where it is not known; empty: none
    bool counted = false;                ///< its intervals were looked for
};

struct ComparedRun {
    store::RunRow row;
    QString title;
    std::vector<store::ConfigChangeRow> changes;
    QList<ComparedCurve> curves;  ///< of each chart
};

/// `most` points a curve, 0: all. Without intervals, which cost many reads, where they are not wanted.
[[nodiscard]] Result<ComparedRun> readComparedRun(store::Reader& reader, RunId run, const QList<ComparedChart>& charts,
                                                  int most, bool intervals);
/// The curve of one chart with its intervals. Tasks are counted in parts of some steps.
[[nodiscard]] Result<ComparedCurve> readComparedCurve(store::Reader& reader, RunId run, const ComparedChart& chart,
                                                      int most);

}  // namespace azr::ui
