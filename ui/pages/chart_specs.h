/// Which metrics are drawn together, and what is said about them. Values; texts are translated when asked for.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

#include "core/selfplay/kinds.h"
#include "widgets/charts/chart_view.h"

namespace azr::ui {

struct CurveSpec {
    QString metric, name;
    widgets::CurveStyle style;
    std::optional<selfplay::TaskKind> kind;  ///< of one kind alone
};

struct ChartSpec {
    QString title, explanation;
    QString unit;      ///< written after values
    double scale = 1;  ///< 100 for shares shown in percent
    QList<CurveSpec> curves;
};

[[nodiscard]] QList<ChartSpec> trainingCharts();
/// Every metric that the training page shows.
[[nodiscard]] QStringList chartMetrics();

}  // namespace azr::ui
