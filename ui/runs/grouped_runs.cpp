#include "ui/runs/grouped_runs.h"

#include <algorithm>
#include <limits>
#include <map>

#include "core/telemetry/mean_over_runs.h"

namespace azr::ui {

namespace {

ComparedCurve meanOf(const std::vector<const ComparedCurve*>& curves) {
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    std::map<double, std::vector<double>> steps;
    for (const ComparedCurve* const curve : curves)
        for (const QPointF& point : curve->points) steps[point.x()].push_back(point.y());
    ComparedCurve mean;
    mean.counted = true;
    for (const auto& [step, values] : steps) {
        if (values.size() < curves.size()) continue;
        const telemetry::MeanOverRuns over = telemetry::meanOverRuns(values);
        mean.points.append({step, over.mean});
        if (curves.size() > 1)
            mean.intervals.append(
                {over.half ? over.mean - *over.half : kUnknown, over.half ? over.mean + *over.half : kUnknown});
    }
    return mean;
}

}  // namespace

std::vector<ComparedRun> meansOf(const std::vector<ComparedRun>& runs, const QList<ComparedGroup>& groups) {
    std::vector<ComparedRun> means;
    for (const ComparedGroup& group : groups) {
        std::vector<const ComparedRun*> members;
        for (const ComparedRun& run : runs)
            if (group.runs.contains(run.row.id)) members.push_back(&run);
        if (members.empty()) continue;
        ComparedRun mean;
        mean.title = group.title;
        for (qsizetype chart = 0; chart < members.front()->curves.size(); ++chart) {
            std::vector<const ComparedCurve*> curves;
            for (const ComparedRun* const member : members)
                if (!member->curves.at(chart).points.isEmpty()) curves.push_back(&member->curves.at(chart));
            mean.curves.append(meanOf(curves));
        }
        means.push_back(std::move(mean));
    }
    return means;
}

}  // namespace azr::ui
