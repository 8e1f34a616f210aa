/// What is drawn of a survey: charts in the order in which they are read, as values; texts are translated when asked
/// for.
#pragma once

#include <QList>
#include <QString>
#include <vector>

#include "core/diversity/survey.h"
#include "widgets/charts/chart_curve.h"

namespace azr::ui {

struct DiversityChart {
    QString title, explanation, unit;
    QList<widgets::NamedCurve> curves;
};

[[nodiscard]] QList<DiversityChart> diversityCharts(const std::vector<diversity::StepFigures>& steps);
/// Where the warning begins, as marks.
[[nodiscard]] QList<widgets::ChartEvent> narrowingMarks(const std::vector<diversity::StepFigures>& steps);
/// The warning as a sentence; `narrows`: whether one stands.
[[nodiscard]] QString narrowingSentence(const std::vector<diversity::StepFigures>& steps, bool* narrows);

}  // namespace azr::ui
