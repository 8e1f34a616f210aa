/// Which metrics are drawn together, and what is said about them. Values; texts are translated when asked for.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

#include "core/selfplay/kinds.h"
#include "widgets/charts/chart_curve.h"

namespace azr::ui {

struct CurveSpec {
    QString metric, name;
    widgets::CurveStyle style;
    std::optional<selfplay::TaskKind> kind;  ///< of one kind alone
};

struct ChartSpec {
    QString id;  ///< of one of the standard charts; empty: a person chose its metrics
    QString title, explanation;
    QString unit;      ///< written after values
    double scale = 1;  ///< 100 for shares shown in percent
    QList<CurveSpec> curves;
    bool logarithmic = false;
    [[nodiscard]] QStringList metrics() const;
};

/// The twelve standard ones.
[[nodiscard]] QList<ChartSpec> trainingCharts();
/// Of any metrics, in percent where all of them are shares.
[[nodiscard]] ChartSpec chartOf(const QString& title, const QStringList& metrics);

/// As it is saved; a standard chart by its id, so that its words follow the language.
[[nodiscard]] QJsonObject toJson(const ChartSpec& chart);
/// Nothing when it names neither a standard chart nor a metric.
[[nodiscard]] std::optional<ChartSpec> chartFromJson(const QJsonObject& json);

}  // namespace azr::ui
