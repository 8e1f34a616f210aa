#include "ui/charts/compared_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "ui/charts/mean_share.h"
#include "ui/charts/share_counts.h"
#include "widgets/charts/decimate.h"

namespace azr::ui {

namespace {

constexpr int kComparedSteps = 100;
constexpr double kUnknownBound = std::numeric_limits<double>::quiet_NaN();

/// Curves of one run that were read, so that none is read twice.
class Curves {
  public:
    Curves(store::Reader& reader, RunId run) : m_reader(reader), m_run(run) {}

    Status read(const QString& metric) {
        if (m_points.contains(metric)) return {};
        AZR_TRY(const std::vector<store::MetricPoint> points, m_reader.series(m_run, metric.toStdString(), -1));
        QList<QPointF>& known = m_points[metric];
        known.reserve(static_cast<qsizetype>(points.size()));
        for (const store::MetricPoint& point : points)
            if (std::isfinite(point.value)) known.append({double(point.step), point.value});
        return {};
    }
    [[nodiscard]] QList<QPointF> of(const QString& metric) const { return m_points.value(metric); }

    /// What the shares were counted from.
    Status readCounts(const QStringList& shares) {
        for (const QString& metric : ShareCounts::metricsFor(shares)) AZR_CHECK(read(metric));
        if (!m_tasks && std::ranges::any_of(shares, countsTasks)) AZR_CHECK(readTasks());
        if (!m_items && std::ranges::any_of(shares, countsItems)) {
            m_items = true;
            AZR_TRY(const std::vector<store::EvaluationScore> scores, m_reader.evaluationScores(m_run));
            m_tables.add(scores);
        }
        return {};
    }
    [[nodiscard]] QList<double> counts(const QString& share) const {
        return countsOf(share, of(share), m_tables, [this](const QString& metric) { return of(metric); });
    }

  private:
    Status readTasks() {
        m_tasks = true;
        AZR_TRY(const store::RunRow row, m_reader.run(m_run));
        for (int first = 0; first <= row.lastStep; first += kComparedSteps) {
            AZR_TRY(const std::vector<store::TaskCounts> counts,
                    m_reader.taskCounts(m_run, first, std::min(row.lastStep, first + kComparedSteps - 1)));
            m_tables.add(counts);
        }
        return {};
    }

    store::Reader& m_reader;
    const RunId m_run;
    QHash<QString, QList<QPointF>> m_points;
    TableCounts m_tables;
    bool m_tasks = false, m_items = false;
};

/// The mean over those of the metrics that were measured at a step.
Result<ComparedCurve> comparedCurve(Curves& curves, const ComparedChart& chart, int most, bool intervals) {
    for (const QString& metric : chart.metrics) AZR_CHECK(curves.read(metric));
    if (intervals) AZR_CHECK(curves.readCounts(chart.metrics));
    std::map<int, std::vector<CountedShare>> steps;
    for (const QString& metric : chart.metrics) {
        const QList<QPointF> points = curves.of(metric);
        const QList<double> counts = intervals ? curves.counts(metric) : QList<double>();
        for (qsizetype i = 0; i < points.size(); ++i)
            steps[qRound(points.at(i).x())].push_back({points.at(i).y(), counts.isEmpty() ? 0 : counts.at(i)});
    }
    ComparedCurve curve;
    curve.counted = intervals;
    QHash<int, widgets::Interval> known;
    for (const auto& [step, shares] : steps) {
        const MeanShare mean = meanShare(shares);
        curve.points.append({double(step), chart.scale * mean.mean});
        if (mean.interval) known.insert(step, {chart.scale * mean.interval->low, chart.scale * mean.interval->high});
    }
    if (most > 0) curve.points = widgets::decimate(curve.points, most);
    if (known.isEmpty()) return curve;
    for (const QPointF& point : std::as_const(curve.points))
        curve.intervals.append(known.value(qRound(point.x()), {kUnknownBound, kUnknownBound}));
    return curve;
}

}  // namespace

Result<ComparedRun> readComparedRun(store::Reader& reader, RunId run, const QList<ComparedChart>& charts, int most,
                                    bool intervals) {
    ComparedRun read;
    AZR_TRY(read.row, reader.run(run));
    AZR_TRY(read.changes, reader.configChanges(run));
    Curves curves(reader, run);
    for (const ComparedChart& chart : charts) {
        AZR_TRY(ComparedCurve curve, comparedCurve(curves, chart, most, intervals));
        read.curves.append(std::move(curve));
    }
    return read;
}

Result<ComparedCurve> readComparedCurve(store::Reader& reader, RunId run, const ComparedChart& chart, int most) {
    Curves curves(reader, run);
    return comparedCurve(curves, chart, most, true);
}

}  // namespace azr::ui
