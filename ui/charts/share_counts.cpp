#include "ui/charts/share_counts.h"

#include <algorithm>
#include <utility>

#include "core/execution/verdict.h"
#include "core/selfplay/kinds.h"
#include "core/telemetry/metric_table.h"
#include "ui/bridge/background.h"
#include "ui/charts/attempt_counts.h"
#include "ui/charts/metric_series.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

using telemetry::Counted;

constexpr int kStepsAtOnce = 100;

Counted countedOf(const QString& metric) {
    const auto* row = telemetry::describeMetric(metric.toStdString());
    return row ? row->counted : Counted::None;
}

/// "solve.deduction" of "solve/rate/solve.deduction".
QString streamOf(const QString& metric) {
    return metric.section(QLatin1Char('/'), -1);
}

bool isProposer(const QString& stream) {
    return stream.startsWith(QLatin1String("propose."));
}

/// Whether those of `counted` are attempts, which go together by task.
bool countsAttempts(Counted counted, const QString& stream) {
    switch (counted) {
        case Counted::Completions:
        case Counted::Answers: return !isProposer(stream);
        case Counted::AllCompletions: return true;
        default: return false;
    }
}

QString kindOfStream(const QString& stream) {
    return stream.section(QLatin1Char('.'), -1);
}

QString proposeStream(selfplay::TaskKind kind) {
    return QStringLiteral("propose.") + kindName(kind);
}

/// The streams whose verdicts add up to the count.
QStringList streamsOf(const QString& metric) {
    const Counted counted = countedOf(metric);
    const QString stream = streamOf(metric);
    QStringList streams;
    switch (counted) {
        case Counted::Completions:
        case Counted::Answers:
        case Counted::ValidTasks: return isProposer(stream) ? QStringList(stream) : QStringList();
        case Counted::AllProposals:
        case Counted::AllOwnPrograms:
        case Counted::AllAskedForValues: break;
        default: return {};
    }
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const bool chosen =
            counted == Counted::AllProposals ||
            (selfplay::ownsProgram(kind) && (counted == Counted::AllOwnPrograms || !selfplay::namesError(kind)));
        if (chosen) streams.append(proposeStream(kind));
    }
    return streams;
}

/// Adds the values of `series` at the places of `points`; both are ordered. Whether there was one.
bool addAt(const QList<QPointF>& points, const QList<QPointF>& series, QList<double>& sums) {
    const auto before = [](const QPointF& point, double x) { return point.x() < x; };
    auto at = std::lower_bound(series.begin(), series.end(), points.front().x(), before);
    bool any = false;
    for (qsizetype i = 0; i < points.size(); ++i) {
        while (at != series.end() && at->x() < points.at(i).x()) ++at;
        if (at == series.end()) break;
        if (at->x() != points.at(i).x()) continue;
        sums[i] += at->y();
        any = true;
    }
    return any;
}

QString verdictMetric(std::string_view verdict, const QString& stream) {
    return QStringLiteral("verdict/%1/%2").arg(QString::fromLatin1(verdict.data(), qsizetype(verdict.size())), stream);
}

QList<double> ofTables(const QString& metric, const QList<QPointF>& points, const TableCounts& tables) {
    const Counted counted = countedOf(metric);
    const QString kind = kindOfStream(streamOf(metric));
    QList<TableCounts::Steps> chosen;
    if (counted == Counted::SuiteItems)
        chosen.append(tables.suites.value(metric));
    else if (countsAttempts(counted, streamOf(metric)))
        chosen.append(tables.attempts.value(metric));
    else if (counted == Counted::AllComposites)
        chosen = tables.composites.values();
    else
        chosen.append((counted == Counted::CompositeTasks ? tables.composites : tables.estimated).value(kind));
    QList<double> counts(points.size(), 0);
    bool any = false;
    for (const TableCounts::Steps& steps : std::as_const(chosen)) {
        any = any || !steps.isEmpty();
        for (qsizetype i = 0; i < points.size(); ++i) counts[i] += steps.value(qRound(points.at(i).x()), 0);
    }
    return any ? counts : QList<double>();
}

}  // namespace

void TableCounts::add(const std::vector<store::TaskCounts>& counts) {
    for (const store::TaskCounts& count : counts) {
        const QString kind = QString::fromStdString(count.kind);
        estimated[kind][count.step] = double(count.estimated);
        composites[kind][count.step] = double(count.composites);
    }
    const auto worth = attemptCounts(counts);
    for (auto one = worth.cbegin(); one != worth.cend(); ++one) attempts[one.key()].insert(one.value());
}

void TableCounts::add(const std::vector<store::EvaluationScore>& scores) {
    for (const store::EvaluationScore& score : scores) {
        const QString metric = QStringLiteral("eval/%1/%2/%3")
                                   .arg(QString::fromStdString(score.suite),
                                        score.greedy ? QStringLiteral("greedy") : QStringLiteral("sampled"),
                                        QString::fromStdString(score.kind));
        suites[metric][score.step] = score.total;
    }
}

bool countsTasks(const QString& share) {
    const Counted counted = countedOf(share);
    if (countsAttempts(counted, streamOf(share))) return true;
    switch (counted) {
        case Counted::EstimatedTasks:
        case Counted::CompositeTasks:
        case Counted::AllComposites: return true;
        default: return false;
    }
}

bool countsItems(const QString& share) {
    return countedOf(share) == Counted::SuiteItems;
}

QList<double> countsOf(const QString& share, const QList<QPointF>& points, const TableCounts& tables,
                       const std::function<QList<QPointF>(const QString&)>& series) {
    const Counted counted = countedOf(share);
    if (counted == Counted::None || points.isEmpty()) return {};
    if (countsItems(share) || countsTasks(share)) return ofTables(share, points, tables);
    const bool validOnly =
        counted == Counted::ValidTasks || counted == Counted::AllOwnPrograms || counted == Counted::AllAskedForValues;
    const std::string_view ok = execution::name(execution::Verdict::Ok);
    const std::string_view infra = execution::name(execution::Verdict::InfraError);
    QList<double> counts(points.size(), 0);
    bool any = false;
    for (const QString& stream : streamsOf(share)) {
        for (const std::string_view verdict : execution::kVerdictNames) {
            if ((validOnly && verdict != ok) || (counted == Counted::Answers && verdict == infra)) continue;
            any = addAt(points, series(verdictMetric(verdict, stream)), counts) || any;
        }
    }
    return any ? counts : QList<double>();
}

ShareCounts::ShareCounts(Background& background, QObject* parent) : QObject(parent), m_background(background) {}

QStringList ShareCounts::metricsFor(const QStringList& shares) {
    QStringList metrics;
    for (const QString& share : shares)
        for (const QString& stream : streamsOf(share))
            for (const std::string_view verdict : execution::kVerdictNames)
                metrics.append(verdictMetric(verdict, stream));
    metrics.removeDuplicates();
    return metrics;
}

void ShareCounts::setShares(const QStringList& shares) {
    m_ofTasks.clear();
    m_ofSuites.clear();
    for (const QString& share : shares) {
        if (countsTasks(share)) m_ofTasks.append(share);
        if (countsItems(share)) m_ofSuites.append(share);
    }
    refresh();
}

void ShareCounts::setRun(RunId run) {
    ++m_generation;
    m_run = run;
    m_tasksUpTo = -1;
    m_readingTasks = m_tasksAgain = false;
    m_tables = {};
    refresh();
}

void ShareCounts::refresh() {
    if (!m_run.valid()) return;
    if (!m_ofTasks.isEmpty()) readTasks();
    if (!m_ofSuites.isEmpty()) readSuites();
}

/// Some steps at a time, so that others who read get their turn.
void ShareCounts::readTasks() {
    if (m_readingTasks) {
        m_tasksAgain = true;
        return;
    }
    m_readingTasks = true;
    struct Part {
        int last = -1;
        bool more = false;
        std::vector<store::TaskCounts> counts;
    };
    const auto read = [run = m_run, from = m_tasksUpTo](store::Reader& reader) -> Result<Part> {
        AZR_TRY(const std::vector<store::StepRow> steps, reader.steps(run, from, kStepsAtOnce));
        Part part;
        for (const store::StepRow& step : steps)
            if (step.status == "finished") part.last = step.step;
        part.more = static_cast<int>(steps.size()) == kStepsAtOnce && part.last > from;
        if (part.last < 0) return part;
        AZR_TRY(part.counts, reader.taskCounts(run, from + 1, part.last));
        return part;
    };
    m_background.read(this, read, [this, generation = m_generation](Result<Part> part) {
        if (generation != m_generation) return;
        m_readingTasks = false;
        if (!part) return;
        m_tables.add(part->counts);
        m_tasksUpTo = std::max(m_tasksUpTo, part->last);
        if (!part->counts.empty()) Q_EMIT changed(m_ofTasks);
        if (part->more || std::exchange(m_tasksAgain, false)) readTasks();
    });
}

void ShareCounts::readSuites() {
    m_background.read(
        this, [run = m_run](store::Reader& reader) { return reader.evaluationScores(run); },
        [this, generation = m_generation](Result<std::vector<store::EvaluationScore>> scores) {
            if (generation != m_generation || !scores || scores->empty()) return;
            m_tables.suites.clear();
            m_tables.add(*scores);
            Q_EMIT changed(m_ofSuites);
        });
}

QList<double> ShareCounts::of(const QString& metric, const QList<QPointF>& points, const MetricSeries& series) const {
    return countsOf(metric, points, m_tables, [&](const QString& name) { return series.points(name); });
}

}  // namespace azr::ui
