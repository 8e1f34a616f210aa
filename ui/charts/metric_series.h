/// Metric curves of one run, kept as points and extended by what is new. Reading happens on the background thread; at
/// most one read is under way. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointF>
#include <QSet>
#include <QStringList>
#include <optional>

#include "core/base/ids.h"

namespace azr::ui {

class Background;

class MetricSeries : public QObject {
    Q_OBJECT
  public:
    /// `wanted`: the metrics to read, by exact name.
    MetricSeries(Background& background, QStringList wanted, QObject* parent = nullptr);

    /// Other metrics from now on; those that stay keep their points. Reads what is new.
    void setWanted(const QStringList& wanted);
    void setRun(RunId run);  ///< forgets everything and reads anew, also for the same run
    [[nodiscard]] RunId run() const { return m_run; }
    void refresh();

    [[nodiscard]] QList<QPointF> points(const QString& name) const { return m_points.value(name); }
    [[nodiscard]] std::optional<double> last(const QString& name) const;
    [[nodiscard]] bool isEmpty() const { return m_points.isEmpty(); }
    /// Was looked for at least once in this run: no points then means that there are none.
    [[nodiscard]] bool isRead(const QString& name) const { return m_run.valid() && !m_unread.contains(name); }

  Q_SIGNALS:
    void changed(const QStringList& names);  ///< they have new points, or were looked for the first time

  private:
    Background& m_background;
    QStringList m_wanted;
    RunId m_run;
    QHash<QString, QList<QPointF>> m_points;
    QSet<QString> m_unread;  // of those wanted
    quint64 m_generation = 0;
    bool m_reading = false;
    bool m_again = false;
};

}  // namespace azr::ui
