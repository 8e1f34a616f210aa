/// What the shares of one run were counted from, step by step (telemetry::Counted): read off the metrics verdict/*, and
/// counted in the tables of tasks, attempts and evaluations. Of attempts the count is what they are worth, as those at
/// one task go together. Reading happens on the background thread, in small parts. UI thread.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QStringList>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/store/reader.h"

namespace azr::ui {

class Background;
class MetricSeries;

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
    using Steps = QHash<int, double>;
    void readTasks();
    void readSuites();
    [[nodiscard]] QList<double> ofTasks(const QString& metric, const QList<QPointF>& points) const;

    Background& m_background;
    RunId m_run;
    quint64 m_generation = 0;
    QStringList m_ofTasks, m_ofSuites;  // shares that are wanted
    int m_tasksUpTo = -1;               // the last step whose tasks were counted
    bool m_readingTasks = false, m_tasksAgain = false;
    QHash<QString, Steps> m_estimated, m_composites;  // by kind
    QHash<QString, Steps> m_suites, m_attempts;       // by metric
};

}  // namespace azr::ui
