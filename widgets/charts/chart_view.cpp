#include "widgets/charts/chart_view.h"

#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

#include "widgets/charts/chart_marker.h"
#include "widgets/charts/decimate.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr double kWheelFactor = 0.8;
constexpr int kMinimalDrag = 8;
constexpr int kFewestPoints = 400;
constexpr int kFewestSmoothed = 20;
constexpr int kLabelGap = 22;
/// Around the plot, in every chart the same, so that those above each other have their axes in one line.
constexpr QMargins kAround(56, 12, 14, 22);

void prepare(QValueAxis* axis) {
    axis->setLabelsVisible(true);
    axis->setLineVisible(false);
}

}  // namespace

ChartView::ChartView(QWidget* parent)
    : QChartView(parent), m_x(new QValueAxis(this)), m_y(new QValueAxis(this)), m_emptyText(tr("No data yet")) {
    QChart* plot = chart();
    plot->legend()->hide();
    plot->setMargins(QMargins(0, 2, 6, 0));
    plot->layout()->setContentsMargins(0, 0, 0, 0);
    plot->setBackgroundRoundness(0);
    plot->setBackgroundVisible(false);
    plot->setLocale(QLocale());
    plot->setLocalizeNumbers(true);
    prepare(m_x);
    prepare(m_y);
    m_x->setTickType(QValueAxis::TicksDynamic);
    m_x->setTickAnchor(0);
    plot->addAxis(m_x, Qt::AlignBottom);
    plot->addAxis(m_y, Qt::AlignLeft);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setRubberBand(QChartView::NoRubberBand);
    setMinimumSize(160, 110);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Chart"));
    setToolTip(tr("Wheel or drag: zoom; double click or 0: whole range; arrow keys: read values"));
    restyle();
    redraw();
}

void ChartView::setCurves(const QList<NamedCurve>& curves) {
    bool restyled = false;
    for (const NamedCurve& given : curves) {
        Curve* curve = find(given.name);
        if (!curve) {
            m_curves.append({given.name, {}, given.style, true, new QLineSeries, new QLineSeries});
            curve = &m_curves.back();
            for (QLineSeries* series : {curve->raw, curve->line}) {
                chart()->addSeries(series);
                series->attachAxis(m_x);
                series->attachAxis(m_y);
            }
            restyled = true;
        }
        restyled = restyled || !(curve->style == given.style);
        curve->points = given.points;
        curve->style = given.style;
    }
    if (restyled) restyle();
    redraw();
}

void ChartView::clear() {
    for (const Curve& curve : m_curves) {
        for (QLineSeries* series : {curve.raw, curve.line}) {
            chart()->removeSeries(series);
            delete series;
        }
    }
    m_curves.clear();
    m_zoom.reset();
    m_cursor.reset();
    redraw();
}

void ChartView::forget() {
    for (Curve& curve : m_curves) curve.points.clear();
    m_zoom.reset();
    m_cursor.reset();
    redraw();
}

void ChartView::setCurveVisible(const QString& name, bool visible) {
    if (Curve* curve = find(name)) curve->visible = visible;
    redraw();
}

void ChartView::setSmoothing(double factor) {
    m_smoothing = std::clamp(factor, 0.0, 0.999);
    redraw();
}

void ChartView::setEvents(const QList<ChartEvent>& events) {
    m_events = events;
    QStringList words;
    for (const ChartEvent& event : events) words.append(QStringLiteral("%1: %2").arg(event.x).arg(event.text));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    viewport()->update();
}

void ChartView::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

void ChartView::setXName(const QString& name) {
    m_xName = name;
}

void ChartView::setUnit(const QString& unit) {
    m_unit = unit;
    redraw();
}

QStringList ChartView::curves() const {
    QStringList names;
    for (const Curve& curve : m_curves) names.append(curve.name);
    return names;
}

bool ChartView::isCurveVisible(const QString& name) const {
    const Curve* curve = find(name);
    return curve && curve->visible;
}

std::optional<double> ChartView::lastValue(const QString& name) const {
    const Curve* curve = find(name);
    if (!curve || curve->points.isEmpty()) return std::nullopt;
    return curve->points.back().y();
}

int ChartView::drawnPoints(const QString& name) const {
    const Curve* curve = find(name);
    return curve ? static_cast<int>(curve->line->count()) : 0;
}

ChartView::Curve* ChartView::find(const QString& name) {
    const auto at = std::find_if(m_curves.begin(), m_curves.end(), [&](const Curve& c) { return c.name == name; });
    return at == m_curves.end() ? nullptr : &*at;
}

const ChartView::Curve* ChartView::find(const QString& name) const {
    return const_cast<ChartView*>(this)->find(name);
}

bool ChartView::hasData() const {
    return std::any_of(m_curves.begin(), m_curves.end(), [](const Curve& c) { return !c.points.isEmpty(); });
}

std::pair<double, double> ChartView::fullRange() const {
    double low = 0;
    double high = 1;
    bool first = true;
    for (const Curve& curve : m_curves) {
        if (curve.points.isEmpty()) continue;
        low = first ? curve.points.front().x() : std::min(low, curve.points.front().x());
        high = first ? curve.points.back().x() : std::max(high, curve.points.back().x());
        first = false;
    }
    // A single value stands in the middle.
    if (high <= low) return {low - 0.5, low + 0.5};
    return {low, high};
}

std::pair<double, double> ChartView::xRange() const {
    return m_zoom ? *m_zoom : fullRange();
}

void ChartView::zoom(double factor, double aboutX) {
    if (!hasData()) return;
    const auto [fullLow, fullHigh] = fullRange();
    const auto [low, high] = xRange();
    const double newLow = std::max(fullLow, aboutX - (aboutX - low) * factor);
    const double newHigh = std::min(fullHigh, aboutX + (high - aboutX) * factor);
    if (newHigh - newLow < 1e-9) return;
    if (newLow <= fullLow && newHigh >= fullHigh)
        m_zoom.reset();
    else
        m_zoom = {newLow, newHigh};
    redraw();
    Q_EMIT zoomChanged();
}

void ChartView::resetZoom() {
    m_zoom.reset();
    redraw();
    Q_EMIT zoomChanged();
}

void ChartView::setZoom(const std::optional<std::pair<double, double>>& range) {
    if (m_zoom == range) return;
    m_zoom = range;
    redraw();
}

void ChartView::fitY(double low, double high) {
    double bottom = std::numeric_limits<double>::infinity();
    double top = -bottom;
    for (const Curve& curve : m_curves) {
        if (!curve.visible) continue;
        for (const QLineSeries* series : {curve.line, curve.raw}) {
            for (const QPointF& point : series->points()) {
                if (point.x() < low || point.x() > high) continue;
                bottom = std::min(bottom, point.y());
                top = std::max(top, point.y());
            }
        }
    }
    if (!(bottom <= top)) {
        bottom = 0;
        top = 1;
    }
    // A flat curve gets room; a small one near zero keeps zero in sight.
    if (top - bottom < 1e-12) {
        const double room = std::max(std::abs(top) * 0.1, 0.05);
        bottom -= room;
        top += room;
    }
    // Closer together than this, Qt Charts would cut the labels to dots.
    const int most = std::max(2, static_cast<int>(chart()->plotArea().height() / kLabelGap));
    double step = 0;
    double lowest = 0;
    double highest = 0;
    for (int wanted = 5; wanted > 0; --wanted) {
        step = niceStep(top - bottom, wanted);
        lowest = std::floor(bottom / step - 0.05);
        highest = std::ceil(top / step + 0.05);
        if (highest - lowest <= most) break;
    }
    // Room below zero, or beyond everything, would promise more than there can be.
    if (bottom >= 0) lowest = std::max(lowest, 0.0);
    if (m_unit == QLatin1String(" %") && top <= 100)
        highest = std::max(lowest + 1, std::min(highest, std::ceil(100 / step - 1e-9)));
    // A hair above round numbers: what rounding makes of zero would else be labelled "-0".
    const double hair = step * 1e-9;
    m_y->setTickCount(static_cast<int>(highest - lowest) + 1);
    m_y->setRange(lowest * step + hair, highest * step + hair);
    // Labels of one shape: as many decimals as the step needs.
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
    const QString number = std::abs(top) >= 1e5 ? QStringLiteral("%.1e") : QStringLiteral("%.%1f").arg(decimals);
    m_y->setLabelFormat(m_unit == QLatin1String(" %") ? number + QStringLiteral(" %") : number);
}

/// An average of a few points would only lag behind them.
bool ChartView::isSmoothed(const Curve& curve) const {
    return m_smoothing > 0 && curve.points.size() >= kFewestSmoothed;
}

/// Two points for each pixel show every extreme.
int ChartView::pointLimit() const {
    return std::clamp(2 * viewport()->width(), kFewestPoints, kDrawnPoints);
}

void ChartView::redraw() {
    const auto [low, high] = xRange();
    const int limit = pointLimit();
    for (const Curve& curve : std::as_const(m_curves)) {
        const bool smooth = isSmoothed(curve);
        const QList<QPointF> clean = smoothed(curve.points, 0);
        const QList<QPointF> shown = smooth ? smoothed(clean, m_smoothing) : clean;
        curve.line->replace(curve.visible ? decimate(between(shown, low, high), limit) : QList<QPointF>());
        curve.raw->replace(curve.visible && smooth ? decimate(between(clean, low, high), limit) : QList<QPointF>());
    }
    const bool any = hasData();
    m_x->setVisible(any);
    m_y->setVisible(any);
    m_x->setTickInterval(std::max(1.0, niceStep(high - low, 6)));
    m_x->setLabelFormat(QStringLiteral("%.0f"));
    m_x->setRange(low, high);
    fitY(low, high);
    viewport()->update();
}

void ChartView::restyle() {
    const Colors colors = colorsOf(*this);
    QFont font = this->font();
    font.setPointSizeF(std::max(7.0, font.pointSizeF() - 1.5));
    for (QValueAxis* axis : {m_x, m_y}) {
        axis->setLabelsFont(font);
        axis->setLabelsBrush(colors.muted);
        axis->setGridLinePen(QPen(colors.border, 1));
        axis->setLinePen(QPen(colors.border, 1));
    }
    m_x->setGridLineVisible(false);
    for (const Curve& curve : std::as_const(m_curves)) {
        const QColor color = curveColor(colors, curve.style);
        QColor faint = color;
        faint.setAlphaF(0.28F);
        curve.line->setPen(QPen(color, 2, curve.style.dashed ? Qt::DashLine : Qt::SolidLine));
        curve.raw->setPen(QPen(faint, 1.2));
    }
    setBackgroundBrush(colors.surface);
}

QString ChartView::valueText(double value) const {
    const bool large = std::abs(value) >= 1000;
    return locale().toString(value, large ? 'f' : 'g', large ? 0 : 4) + m_unit;
}

double ChartView::xAt(const QPoint& position) const {
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const double share = (mapToScene(position).x() - area.left()) / std::max(1.0, area.width());
    return low + std::clamp(share, 0.0, 1.0) * (high - low);
}

void ChartView::pickCursor(double x) {
    // The crosshair stands on a measured x, the nearest one of any visible curve.
    std::optional<double> best;
    for (const Curve& curve : std::as_const(m_curves)) {
        if (!curve.visible) continue;
        const QList<QPointF> near = between(curve.points, x, x);
        for (const QPointF& point : near)
            if (!best || std::abs(point.x() - x) < std::abs(*best - x)) best = point.x();
    }
    m_cursor = best;
    viewport()->update();
}

void ChartView::wheelEvent(QWheelEvent* event) {
    // Without a modifier the wheel belongs to the page that scrolls, unless the chart has the focus.
    if (!hasFocus() && !(event->modifiers() & Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    const double factor = event->angleDelta().y() > 0 ? kWheelFactor : 1 / kWheelFactor;
    zoom(factor, xAt(event->position().toPoint()));
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) m_drag = {event->pos(), event->pos()};
    setFocus(Qt::MouseFocusReason);
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    if (m_drag) m_drag->second = event->pos();
    pickCursor(xAt(event->pos()));
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_drag || event->button() != Qt::LeftButton) return;
    const auto [from, to] = *m_drag;
    m_drag.reset();
    if (std::abs(to.x() - from.x()) >= kMinimalDrag && hasData()) {
        const double first = xAt(from);
        const double second = xAt(to);
        if (std::abs(second - first) > 1e-9) m_zoom = {std::min(first, second), std::max(first, second)};
        Q_EMIT zoomChanged();
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
    viewport()->update();
    QChartView::leaveEvent(event);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    const auto [low, high] = xRange();
    const double middle = m_cursor.value_or((low + high) / 2);
    const double stride = std::max(1.0, (high - low) / 100);
    switch (event->key()) {
        case Qt::Key_Plus: zoom(kWheelFactor, middle); return;
        case Qt::Key_Minus: zoom(1 / kWheelFactor, middle); return;
        case Qt::Key_0:
        case Qt::Key_Home: resetZoom(); return;
        case Qt::Key_Left: pickCursor(std::max(low, m_cursor.value_or(high) - stride)); return;
        case Qt::Key_Right: pickCursor(std::min(high, m_cursor.value_or(low) + stride)); return;
        default: QChartView::keyPressEvent(event);
    }
}

void ChartView::resizeEvent(QResizeEvent* event) {
    // First the plot, then the chart around it: only then does Qt Charts lay its axes out for the new size.
    chart()->setPlotArea(QRectF(QPointF(0, 0), event->size()).marginsRemoved(kAround));
    QChartView::resizeEvent(event);
    const auto longer = [this](const Curve& curve) { return curve.points.size() > kFewestPoints; };
    const bool wider = event->size().width() != event->oldSize().width();
    if (wider && std::any_of(m_curves.cbegin(), m_curves.cend(), longer)) {
        redraw();
    } else {
        const auto [low, high] = xRange();
        fitY(low, high);
    }
}

void ChartView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) restyle();
}

}  // namespace azr::widgets
