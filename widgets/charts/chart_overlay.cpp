// What ChartView paints over its curves: their shapes, the crosshair with its values, the dragged range, the empty
// sentence.
#include <QPainter>
#include <QPolygonF>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <utility>

#include "widgets/charts/chart_marker.h"
#include "widgets/charts/chart_view.h"
#include "widgets/charts/decimate.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

/// Where the axis puts its labels below the plot.
constexpr int kToLabels = 2, kLabelHeight = 20;
constexpr double kMarkerGap = 72;  ///< between the shapes of one curve

qsizetype nearest(const QList<QPointF>& points, double x) {
    const auto before = [](const QPointF& point, double value) { return point.x() < value; };
    const qsizetype after = std::lower_bound(points.begin(), points.end(), x, before) - points.begin();
    if (after == 0) return 0;
    if (after == points.size()) return after - 1;
    return x - points.at(after - 1).x() < points.at(after).x() - x ? after - 1 : after;
}

}  // namespace

struct ChartView::Reading {
    QString text;
    CurveStyle style;
    QPointF at;
};

void ChartView::drawForeground(QPainter* painter, const QRectF& rect) {
    QChartView::drawForeground(painter, rect);
    if (!hasData()) {
        drawEmpty(painter);
        return;
    }
    drawXName(painter);
    drawEvents(painter);
    drawMarkers(painter);
    if (m_drag) drawDrag(painter);
    if (m_cursor) drawCrosshair(painter);
    if (hasFocus()) {
        painter->setPen(QPen(colorsOf(*this).accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(sceneRect().adjusted(1, 1, -1, -1), 4, 4);
    }
}

void ChartView::drawEmpty(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = sceneRect().adjusted(12, 12, -12, -12);
    painter->setPen(QPen(colors.border, 1, Qt::DashLine));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(area, 6, 6);
    painter->setFont(font());
    painter->setPen(colors.muted);
    painter->drawText(area.adjusted(8, 4, -8, -4), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

void ChartView::drawXName(QPainter* painter) const {
    const QRectF area = chart()->plotArea();
    painter->setFont(m_x->labelsFont());
    painter->setPen(colorsOf(*this).muted);
    // Left of the first label, whose half stands left of the axis.
    const double half = painter->fontMetrics().averageCharWidth() * 1.5;
    painter->drawText(QRectF(0, area.bottom() + kToLabels, area.left() - half, kLabelHeight),
                      Qt::AlignRight | Qt::AlignVCenter, m_xName);
}

/// Each curve begins a little further on, so that curves over each other carry their shapes side by side.
void ChartView::drawMarkers(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const double scale = (high - low) / std::max(1.0, area.width());
    for (qsizetype i = 0; i < m_curves.size(); ++i) {
        const Curve& curve = m_curves.at(i);
        const QList<QPointF> points = curve.line->points();
        const double start = kMarkerGap * (static_cast<double>(i) + 0.5) / static_cast<double>(m_curves.size());
        qsizetype last = -1;
        for (double x = start; x < area.width() && !points.isEmpty(); x += kMarkerGap) {
            const qsizetype at = nearest(points, low + x * scale);
            if (std::exchange(last, at) == at) continue;
            const QPointF position = chart()->mapToPosition(points.at(at), curve.line);
            if (area.adjusted(-2, -2, 2, 2).contains(position)) paintMarker(*painter, position, curve.style, colors);
        }
    }
}

/// A dashed line and a notch at the top: told from the axes without colour.
void ChartView::drawEvents(QPainter* painter) const {
    constexpr double kNotch = 4;
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    for (const ChartEvent& event : m_events) {
        if (event.x < low || event.x > high || high <= low) continue;
        const double x = area.left() + area.width() * (event.x - low) / (high - low);
        painter->setPen(QPen(colors.strongBorder, 1, Qt::DashLine));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.strongBorder);
        painter->drawPolygon(QPolygonF{
            {QPointF(x - kNotch, area.top()), QPointF(x + kNotch, area.top()), QPointF(x, area.top() + 1.5 * kNotch)}});
    }
}

void ChartView::drawDrag(QPainter* painter) const {
    const QRectF area = chart()->plotArea();
    const double from = std::clamp<double>(m_drag->first.x(), area.left(), area.right());
    const double to = std::clamp<double>(m_drag->second.x(), area.left(), area.right());
    QColor fill = colorsOf(*this).accent;
    fill.setAlphaF(0.18F);
    painter->fillRect(QRectF(QPointF(std::min(from, to), area.top()), QPointF(std::max(from, to), area.bottom())),
                      fill);
}

void ChartView::drawCrosshair(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    QList<Reading> readings;
    double lineX = 0;
    for (const Curve& curve : m_curves) {
        if (!curve.visible || curve.points.isEmpty()) continue;
        const QList<QPointF> shown = isSmoothed(curve) ? smoothed(curve.points, m_smoothing) : curve.points;
        const QList<QPointF> near = between(shown, *m_cursor, *m_cursor);
        const auto hit = std::find_if(near.begin(), near.end(), [&](const QPointF& p) { return p.x() == *m_cursor; });
        if (hit == near.end()) continue;
        const QPointF position = chart()->mapToPosition(*hit, curve.line);
        lineX = position.x();
        readings.append({curve.name + QStringLiteral("  ") + valueText(hit->y()), curve.style, position});
    }
    if (readings.isEmpty() || lineX < area.left() - 1 || lineX > area.right() + 1) return;

    painter->setPen(QPen(colors.strongBorder, 1, Qt::DotLine));
    painter->drawLine(QPointF(lineX, area.top()), QPointF(lineX, area.bottom()));
    for (const Reading& reading : std::as_const(readings)) paintMarker(*painter, reading.at, reading.style, colors);
    drawReadings(painter, readings, lineX);
}

void ChartView::drawReadings(QPainter* painter, const QList<Reading>& readings, double lineX) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() - 1));
    painter->setFont(small);
    const QFontMetricsF metrics(small);
    QString head = (m_xName.isEmpty() ? tr("x") : m_xName) + QLatin1Char(' ') + QString::number(*m_cursor);
    for (const ChartEvent& event : m_events)
        if (event.x == *m_cursor) head += QStringLiteral("  ") + event.text;
    double width = metrics.horizontalAdvance(head);
    for (const Reading& reading : std::as_const(readings))
        width = std::max(width, metrics.horizontalAdvance(reading.text) + 14);
    const double lineHeight = metrics.height() + 2;
    const QSizeF size(width + 18, lineHeight * static_cast<double>(readings.size() + 1) + 12);
    const double left = lineX + 10 + size.width() < area.right() ? lineX + 10 : lineX - 10 - size.width();
    const QRectF box(QPointF(std::max(2.0, left), area.top() + 2), size);
    QColor fill = colors.surfaceAlt;
    fill.setAlphaF(0.95F);
    painter->setPen(QPen(colors.border, 1));
    painter->setBrush(fill);
    painter->drawRoundedRect(box, 5, 5);
    double y = box.top() + 6 + metrics.ascent();
    painter->setPen(colors.muted);
    painter->drawText(QPointF(box.left() + 9, y), head);
    for (const Reading& reading : std::as_const(readings)) {
        y += lineHeight;
        paintMarker(*painter, QPointF(box.left() + 13, y - metrics.ascent() / 2 + 1), reading.style, colors);
        painter->setPen(colors.text);
        painter->drawText(QPointF(box.left() + 23, y), reading.text);
    }
}

}  // namespace azr::widgets
