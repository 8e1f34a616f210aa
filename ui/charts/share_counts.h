/// What the shares of one run were counted from, step by step (telemetry::Counted): read off the metrics verdict/*, and
/// counted in the tables of tasks, attempts and evaluations. Of attempts the count is what they are worth, as those at
/// one task go together. Reading happens on the background thread, in small parts. UI thread.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/base/ids.h"
#include "core/store/reader.h"

namespace azr::ui {

class Background;
class MetricSeries;

/// What the tables of tasks and of evaluations say of one run, by step.
struct TableCounts {
    using Steps = QHash<int, double>;
    QHash<QString, Steps> estimated, composites;  ///< by kind
    QHash<QString, Steps> suites, attempts;       ///< by metric
    void add(const std::vector<store::TaskCounts>& counts);
    void add(const std::vector<store::EvaluationScore>& scores);
};
/// Which of the tables a share needs; else its counts follow from the metrics of ShareCounts::metricsFor().
[[nodiscard]] bool countsTasks(const QString& share);
[[nodiscard]] bool countsItems(const QString& share);

/// What each of `points` was counted from, 0 where it is not known; empty for what has no interval. `series`: the
/// points of another metric. A pure function.
[[nodiscard]] QList<double> countsOf(const QString& share, const QList<QPointF>& points, const TableCounts& tables,
                                     const std::function<QList<QPointF>(const QString&)>& series);

class ShareCounts : public QObject {
    Q_OBJECT
  public:
    ShareCounts(Background& background, QObject* parent = nullptr);

    /// The metrics that the counts of these follow from.
    [[nodiscard]] static QStringList metricsFor(const QStringList& shares);

    /// Which shares are asked for: decides whether tasks and evaluations are read.
    void setShares(const QStringList& shares);
    void setRun(RunId run);  ///< forgets everything and reads anew
    void refresh();

    /// For each step of `points`; 0 where it is not known. Empty for what has no interval.
    [[nodiscard]] QList<double> of(const QString& metric, const QList<QPointF>& points,
                                   const MetricSeries& series) const;

  Q_SIGNALS:
    void changed(const QStringList& shares);

  private:
    void readTasks();
    void readSuites();

    Background& m_background;
    RunId m_run;
    quint64 m_generation = 0;
    QStringList m_ofTasks, m_ofSuites;  // shares that are wanted
    int m_tasksUpTo = -1;               // the last step whose tasks were counted
    bool m_readingTasks = false, m_tasksAgain = false;
    TableCounts m_tables;
};

}  // namespace azr::ui
