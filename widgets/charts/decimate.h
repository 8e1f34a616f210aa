/// Curves made small enough to draw, and smooth enough to read. Pure functions; points are ordered by x.
#pragma once

#include <QList>
#include <QPointF>

namespace azr::widgets {

/// At most `limit` points (>= 4) that keep the first, the last, and every bucket's lowest and highest point, in order:
/// a spike never disappears.
[[nodiscard]] QList<QPointF> decimate(const QList<QPointF>& points, qsizetype limit);

/// Exponential moving average with bias correction: s = (1-f) * sum f^k y / (1 - f^n); factor f in [0, 1).
/// Points whose y is not finite are dropped.
[[nodiscard]] QList<QPointF> smoothed(const QList<QPointF>& points, double factor);

/// The index of the point nearest to x; -1 when there is none.
[[nodiscard]] qsizetype nearestPoint(const QList<QPointF>& points, double x);

/// The points with x in [low, high], and one neighbour on each side, so that lines reach the border.
[[nodiscard]] QList<QPointF> between(const QList<QPointF>& points, double low, double high);

/// A step of 1, 2 or 5 times a power of ten that divides `span` into about `count` parts.
[[nodiscard]] double niceStep(double span, int count);

}  // namespace azr::widgets
