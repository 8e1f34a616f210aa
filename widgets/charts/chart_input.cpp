// What a hand does to a ChartView: zoom, pan, the crosshair, choosing a point.
#include <QKeyEvent>
#include <QLineF>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/charts/chart_view.h"
#include "widgets/charts/decimate.h"

namespace azr::widgets {

namespace {

constexpr double kWheelFactor = 0.8;
constexpr double kPanShare = 0.1;  ///< of what is shown, at a key
constexpr int kMinimalDrag = 8;
constexpr double kNearPointer = 10;  ///< pixels in which a click finds its point
constexpr double kNearCurve = 24;    ///< and in which a curve is pointed at

}  // namespace

void ChartView::showRange(double low, double high) {
    const auto [fullLow, fullHigh] = fullRange();
    low = std::max(low, fullLow);
    high = std::min(high, fullHigh);
    if (high - low < 1e-9) return;
    if (low <= fullLow && high >= fullHigh)
        m_zoom.reset();
    else
        m_zoom = {low, high};
    redraw();
    Q_EMIT zoomChanged();
}

void ChartView::zoom(double factor, double aboutX) {
    if (!hasData()) return;
    const auto [low, high] = xRange();
    showRange(aboutX - (aboutX - low) * factor, aboutX + (high - aboutX) * factor);
}

void ChartView::pan(double distance) {
    if (!m_zoom) return;
    const auto [low, high] = *m_zoom;
    const auto [fullLow, fullHigh] = fullRange();
    const double room = std::clamp(distance, std::min(0.0, fullLow - low), std::max(0.0, fullHigh - high));
    if (room != 0) showRange(low + room, high + room);
}

void ChartView::resetZoom() {
    m_zoom.reset();
    redraw();
    Q_EMIT zoomChanged();
}

void ChartView::setZoom(const std::optional<Range>& range) {
    if (m_zoom == range) return;
    m_zoom = range;
    redraw();
}

double ChartView::xAt(const QPoint& position) const {
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const double share = (mapToScene(position).x() - area.left()) / std::max(1.0, area.width());
    return low + std::clamp(share, 0.0, 1.0) * (high - low);
}

/// The crosshair stands on a measured x, the nearest one of any visible curve.
void ChartView::pickCursor(double x) {
    std::optional<double> best;
    for (const Curve& curve : std::as_const(m_curves)) {
        const qsizetype at = curve.visible ? nearestPoint(curve.values.raw, x) : -1;
        if (at < 0) continue;
        const double found = curve.values.raw.at(at).x();
        if (!best || std::abs(found - x) < std::abs(*best - x)) best = found;
    }
    m_cursor = best;
    viewport()->update();
}

void ChartView::moveCursor(double x) {
    m_follows = false;
    pickCursor(x);
    Q_EMIT cursorMoved(m_cursor);
}

void ChartView::followCursor(const std::optional<double>& x) {
    if (!x && !m_cursor) return;
    m_follows = true;
    if (x)
        pickCursor(*x);
    else
        m_cursor.reset();
    viewport()->update();
}

QList<std::pair<QString, CurveReading>> ChartView::readings() const {
    QList<std::pair<QString, CurveReading>> found;
    if (!m_cursor) return found;
    for (const Curve& curve : m_curves) {
        const qsizetype at = curve.visible ? nearestPoint(curve.values.raw, *m_cursor) : -1;
        if (at < 0 || curve.values.raw.at(at).x() != *m_cursor) continue;
        found.append({curve.given.name, curve.values.at(at)});
    }
    if (found.size() <= kReadings) return found;
    const auto distance = [this](const std::pair<QString, CurveReading>& one) {
        return std::abs(toPlot({one.second.x, one.second.shown}).y() - m_pointerHeight);
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    found.resize(kReadings);
    return found;
}

/// The visible curve at the crosshair whose height is next to the position.
QString ChartView::curveNear(const QPointF& position) const {
    QString found;
    double best = kNearCurve;
    if (!m_cursor) return found;
    for (const Curve& curve : m_curves) {
        const qsizetype at = curve.visible ? nearestPoint(curve.values.raw, *m_cursor) : -1;
        if (at < 0 || curve.values.raw.at(at).x() != *m_cursor || !isPlotted(curve.values.shown.at(at).y())) continue;
        const double distance = std::abs(toPlot(curve.values.shown.at(at)).y() - position.y());
        if (distance >= best) continue;
        best = distance;
        found = curve.given.name;
    }
    return found;
}

/// To the curve above or below the one that is pointed at, by their heights at the crosshair.
void ChartView::pointAlong(bool up) {
    if (!m_cursor) stepCursor(true);
    QList<std::pair<double, QString>> heights;
    for (const Curve& curve : std::as_const(m_curves)) {
        const qsizetype at = m_cursor && curve.visible ? nearestPoint(curve.values.raw, *m_cursor) : -1;
        if (at >= 0 && curve.values.raw.at(at).x() == *m_cursor && isPlotted(curve.values.shown.at(at).y()))
            heights.append({toPlot(curve.values.shown.at(at)).y(), curve.given.name});
    }
    if (heights.isEmpty()) return;
    std::sort(heights.begin(), heights.end());
    const auto now =
        std::find_if(heights.begin(), heights.end(), [&](const auto& one) { return one.second == m_pointed; });
    qsizetype next = up ? heights.size() - 1 : 0;
    if (now != heights.end())
        next = std::clamp<qsizetype>(now - heights.begin() + (up ? -1 : 1), 0, heights.size() - 1);
    m_pointerHeight = heights.at(next).first;
    pointAtCurve(heights.at(next).second);
}

void ChartView::wheelEvent(QWheelEvent* event) {
    // Without a modifier the wheel belongs to the page that scrolls, unless the chart has the focus.
    if (!hasFocus() && !(event->modifiers() & Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    const QPoint delta = event->angleDelta();
    const auto [low, high] = xRange();
    if (delta.x() != 0 && std::abs(delta.x()) > std::abs(delta.y()))
        pan((delta.x() > 0 ? -kPanShare : kPanShare) * (high - low));
    else if (delta.y() != 0)
        zoom(delta.y() > 0 ? kWheelFactor : 1 / kWheelFactor, xAt(event->position().toPoint()));
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    const bool middle = event->button() == Qt::MiddleButton;
    if (middle || event->button() == Qt::LeftButton) {
        const bool pans = middle || event->modifiers() & Qt::ShiftModifier;
        m_drag = Drag{event->pos(), event->pos(), pans, xRange()};
        if (pans) viewport()->setCursor(Qt::ClosedHandCursor);
    }
    setFocus(Qt::MouseFocusReason);
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    m_pointerHeight = mapToScene(event->pos()).y();
    if (m_drag) m_drag->to = event->pos();
    if (m_drag && m_drag->pans && m_zoom) {
        const auto [low, high] = m_drag->range;
        const double perPixel = (high - low) / std::max(1.0, chart()->plotArea().width());
        pan(low - (m_drag->to.x() - m_drag->from.x()) * perPixel - m_zoom->first);
    }
    moveCursor(xAt(event->pos()));
    pointAtCurve(curveNear(mapToScene(event->pos())));
    if (!m_drag) viewport()->setCursor(pointAt(mapToScene(event->pos())) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

/// The x of the point that the pointer is on.
std::optional<double> ChartView::pointAt(const QPointF& position) const {
    std::optional<double> found;
    double best = kNearPointer;
    if (!m_cursor) return found;
    for (const Curve& curve : m_curves) {
        const qsizetype at = curve.visible ? nearestPoint(curve.values.raw, *m_cursor) : -1;
        if (at < 0) continue;
        for (const QPointF& point : {curve.values.shown.at(at), curve.values.raw.at(at)}) {
            if (!isPlotted(point.y())) continue;
            const double distance = QLineF(toPlot(point), position).length();
            if (distance > best) continue;
            best = distance;
            found = point.x();
        }
    }
    return found;
}

/// To the left or right by a hundredth of what is shown, and at least to the next measured x.
void ChartView::stepCursor(bool right) {
    const auto [low, high] = xRange();
    const double from = m_cursor.value_or(right ? low : high);
    const double stride = (right ? 1 : -1) * std::max(m_xWhole ? 1.0 : 0.0, (high - low) / 100);
    moveCursor(std::clamp(from + stride, low, high));
    if (!m_cursor || (right ? *m_cursor > from : *m_cursor < from)) return;
    std::optional<double> next;
    for (const Curve& curve : std::as_const(m_curves)) {
        if (!curve.visible) continue;
        for (const QPointF& point : curve.values.raw) {
            const double x = point.x();
            if (x < low || x > high || (right ? x <= from : x >= from)) continue;
            if (!next || std::abs(x - from) < std::abs(*next - from)) next = x;
        }
    }
    moveCursor(next.value_or(from));
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_drag) return;
    const Drag drag = *m_drag;
    m_drag.reset();
    viewport()->unsetCursor();
    const int distance = std::abs(drag.to.x() - drag.from.x());
    if (drag.pans) return;
    if (distance >= kMinimalDrag && hasData()) {
        const double first = xAt(drag.from);
        const double second = xAt(drag.to);
        if (std::abs(second - first) > 1e-9) showRange(std::min(first, second), std::max(first, second));
    } else if (distance < kMinimalDrag && event->button() == Qt::LeftButton) {
        moveCursor(xAt(event->pos()));
        if (const auto x = pointAt(mapToScene(event->pos()))) Q_EMIT pointChosen(*x);
    }
    redraw();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    m_drag.reset();
    resetZoom();
    event->accept();
}

void ChartView::leaveEvent(QEvent* event) {
    m_cursor.reset();
    pointAtCurve({});
    viewport()->update();
    Q_EMIT cursorMoved(m_cursor);
    QChartView::leaveEvent(event);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    const auto [low, high] = xRange();
    const double middle = m_cursor.value_or((low + high) / 2);
    const bool pans = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
        case Qt::Key_Plus: zoom(kWheelFactor, middle); return;
        case Qt::Key_Minus: zoom(1 / kWheelFactor, middle); return;
        case Qt::Key_0:
        case Qt::Key_Home: resetZoom(); return;
        case Qt::Key_Left:
            if (pans)
                pan(-kPanShare * (high - low));
            else
                stepCursor(false);
            return;
        case Qt::Key_Right:
            if (pans)
                pan(kPanShare * (high - low));
            else
                stepCursor(true);
            return;
        case Qt::Key_Up:
        case Qt::Key_Down: pointAlong(event->key() == Qt::Key_Up); return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_cursor) Q_EMIT pointChosen(*m_cursor);
            return;
        default: QChartView::keyPressEvent(event);
    }
}

}  // namespace azr::widgets
