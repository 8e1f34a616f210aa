/// What happened in a run beside its numbers: settings, vetoes, seeds, checkpoints, alerts, resumptions, by step.
#pragma once

#include <QString>
#include <vector>

#include "core/store/reader.h"
#include "widgets/charts/chart_curve.h"

namespace azr::ui {

struct RunEvent {
    int step = 0;
    widgets::ChartEventKind kind = widgets::ChartEventKind::Setting;
    QString text;
};

/// By step. Of commands and events at most the youngest 2,000 each. On the background thread.
[[nodiscard]] Result<std::vector<RunEvent>> readRunEvents(store::Reader& reader, RunId run);
[[nodiscard]] QString eventKindName(widgets::ChartEventKind kind);

}  // namespace azr::ui
