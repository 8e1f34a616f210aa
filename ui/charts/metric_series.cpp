#include "ui/charts/metric_series.h"

#include <cmath>
#include <map>

#include "ui/bridge/background.h"

namespace azr::ui {

namespace {

using Fresh = std::map<std::string, std::vector<store::MetricPoint>>;

Result<Fresh> readFresh(store::Reader& reader, RunId run, const std::map<std::string, int>& since) {
    Fresh fresh;
    AZR_TRY(const std::vector<std::string> names, reader.metricNames(run));
    for (const std::string& name : names) {
        const auto wanted = since.find(name);
        if (wanted == since.end()) continue;
        AZR_TRY(fresh[name], reader.series(run, name, wanted->second));
    }
    return fresh;
}

}  // namespace

MetricSeries::MetricSeries(Background& background, QStringList wanted, QObject* parent)
    : QObject(parent),
      m_background(background),
      m_wanted(std::move(wanted)),
      m_unread(m_wanted.cbegin(), m_wanted.cend()) {}

void MetricSeries::setWanted(const QStringList& wanted) {
    if (wanted == m_wanted) return;
    QSet<QString> unread(wanted.cbegin(), wanted.cend());
    for (const QString& name : std::as_const(m_wanted))
        if (!m_unread.contains(name)) unread.remove(name);
    m_unread = unread;
    m_wanted = wanted;
    m_points.removeIf([&](const auto& entry) { return !m_wanted.contains(entry.key()); });
    refresh();
}

void MetricSeries::setRun(RunId run) {
    ++m_generation;
    m_run = run;
    m_points.clear();
    m_unread = QSet<QString>(m_wanted.cbegin(), m_wanted.cend());
    m_reading = false;
    m_again = false;
    Q_EMIT changed(m_wanted);
    refresh();
}

std::optional<double> MetricSeries::last(const QString& name) const {
    const auto at = m_points.constFind(name);
    if (at == m_points.constEnd() || at->isEmpty()) return std::nullopt;
    return at->back().y();
}

void MetricSeries::refresh() {
    if (!m_run.valid()) return;
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    std::map<std::string, int> since;
    for (const QString& name : std::as_const(m_wanted)) {
        const QList<QPointF> known = m_points.value(name);
        since[name.toStdString()] = known.isEmpty() ? -1 : static_cast<int>(known.back().x());
    }
    m_background.read(
        this, [run = m_run, since](store::Reader& reader) { return readFresh(reader, run, since); },
        [this, since, generation = m_generation](Result<Fresh> fresh) {
            if (generation != m_generation) return;
            m_reading = false;
            QStringList names;
            if (fresh) {
                for (const auto& [name, points] : *fresh) {
                    if (points.empty()) continue;
                    const QString key = QString::fromStdString(name);
                    if (!m_wanted.contains(key)) continue;
                    QList<QPointF>& known = m_points[key];
                    for (const store::MetricPoint& point : points)
                        if (std::isfinite(point.value)) known.append({double(point.step), point.value});
                    names.append(key);
                }
                for (const auto& [name, step] : since)
                    if (const QString key = QString::fromStdString(name); m_unread.remove(key) && !names.contains(key))
                        names.append(key);
            }
            if (!names.isEmpty()) Q_EMIT changed(names);
            if (m_again) {
                m_again = false;
                refresh();
            }
        });
}

}  // namespace azr::ui
