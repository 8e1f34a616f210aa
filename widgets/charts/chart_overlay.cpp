// What ChartView paints under and over its curves: intervals, their shapes, events, the crosshair with its table, the
// dragged range, the empty sentence.
#include <QLocale>
#include <QPainter>
#include <QPolygonF>
#include <QTransform>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>
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
constexpr double kEventGap = 7;    ///< closer marks of one kind would lie over each other
constexpr double kBandAlpha = 0.13;
constexpr int kBandColumns = 600;  ///< a band has no more corners on either side

}  // namespace

void ChartView::drawBackground(QPainter* painter, const QRectF& rect) {
    QChartView::drawBackground(painter, rect);
    drawBands(painter);
    if (isCrowded()) drawPaths(painter);
}

/// Thin and without smooth edges: thousands of points in a frame.
void ChartView::drawPaths(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const auto [bottom, top] = m_heights;
    const QTransform place = QTransform::fromTranslate(-low, -bottom) *
                             QTransform::fromScale(area.width() / (high - low), -area.height() / (top - bottom)) *
                             QTransform::fromTranslate(area.left(), area.bottom());
    painter->save();
    painter->setClipRect(area);
    painter->setRenderHint(QPainter::Antialiasing, false);
    const Curve* pointed = nullptr;
    for (const Curve& curve : m_curves) {
        if (curve.path.isEmpty()) continue;
        if (curve.given.name == m_pointed) pointed = &curve;
        painter->setPen(QPen(curveColor(colors, curve.given.style), 1));
        painter->drawPolyline(place.map(QPolygonF(curve.path)));
    }
    if (pointed != nullptr && !m_plain) {
        // Over the others, set off from them.
        const QPolygonF line = place.map(QPolygonF(pointed->path));
        for (const auto& [color, width] :
             {std::pair(colors.surface, 4.0), std::pair(curveColor(colors, pointed->given.style), 2.0)}) {
            painter->setPen(QPen(color, width));
            painter->drawPolyline(line);
        }
    }
    painter->restore();
}

void ChartView::drawForeground(QPainter* painter, const QRectF& rect) {
    QChartView::drawForeground(painter, rect);
    const auto [low, high] = xRange();
    if (!hasData()) {
        drawSentence(painter, m_emptyText);
    } else {
        if (!hasDataIn(low, high)) drawSentence(painter, tr("No values in this range"));
        drawXName(painter);
        if (m_logarithmic) drawLabels(painter);
        drawEvents(painter);
        if (!isCrowded()) drawMarkers(painter);
        if (m_drag && !m_drag->pans) drawDrag(painter);
        if (m_cursor && !m_plain) drawCrosshair(painter);
    }
    if (hasFocus() && !m_plain) {
        painter->setPen(QPen(colorsOf(*this).accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(sceneRect().adjusted(1, 1, -1, -1), 4, 4);
    }
}

void ChartView::paintPlain(QPainter& painter, const QRectF& target) {
    m_plain = true;
    render(&painter, target, viewport()->rect());
    m_plain = false;
}

void ChartView::drawBands(QPainter* painter) const {
    const bool all = bandsOfAll();
    if (!all && m_pointed.isEmpty()) return;
    painter->save();
    painter->setClipRect(chart()->plotArea());
    painter->setPen(Qt::NoPen);
    for (const Curve& curve : m_curves)
        if (curve.visible && !curve.values.intervals.isEmpty() && (all || curve.given.name == m_pointed))
            drawBand(painter, curve);
    painter->restore();
}

/// Columns of points share the widest interval among them: a band never looks narrower than it is.
void ChartView::drawBand(QPainter* painter, const Curve& curve) const {
    const CurveValues& values = curve.values;
    const auto [low, high] = xRange();
    const auto at = [&](double x) {
        const auto before = [](const QPointF& point, double value) { return point.x() < value; };
        return std::lower_bound(values.raw.begin(), values.raw.end(), x, before) - values.raw.begin();
    };
    const qsizetype first = std::max<qsizetype>(0, at(low) - 1);
    const qsizetype last = std::min(values.raw.size(), at(high) + 1);
    const qsizetype stride = std::max<qsizetype>(1, (last - first) / kBandColumns);
    QPolygonF upper, lower;
    for (qsizetype i = first; i < last; i += stride) {
        Interval widest{1e300, -1e300};
        for (qsizetype k = i; k < std::min(last, i + stride); ++k) {
            const Interval one = values.intervals.at(k);
            if (std::isnan(one.low)) continue;
            widest = {std::min(widest.low, one.low), std::max(widest.high, one.high)};
        }
        if (widest.low > widest.high || !isPlotted(widest.high)) continue;
        const double x = values.raw.at(std::min(last - 1, i + stride / 2)).x();
        const double least = m_logarithmic ? std::pow(10, m_heights.first) : widest.low;
        upper.append(toPlot({x, widest.high}));
        lower.prepend(toPlot({x, std::max(widest.low, least)}));
    }
    QColor fill = curveColor(colorsOf(*this), curve.given.style);
    // Among many lines it has to stand out.
    fill.setAlphaF(static_cast<float>(isCrowded() ? 2 * kBandAlpha : kBandAlpha));
    painter->setBrush(fill);
    painter->drawPolygon(upper + lower);
}

void ChartView::drawSentence(QPainter* painter, const QString& text) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = sceneRect().adjusted(12, 12, -12, hasData() ? -30 : -12);
    painter->setPen(QPen(colors.border, 1, Qt::DashLine));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(area, 6, 6);
    painter->setFont(font());
    painter->setPen(colors.muted);
    painter->drawText(area.adjusted(8, 4, -8, -4), Qt::AlignCenter | Qt::TextWordWrap, text);
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

/// Qt Charts labels powers of ten alone, of which a plot may hold none.
void ChartView::drawLabels(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    painter->setFont(m_y->labelsFont());
    const double half = painter->fontMetrics().height() / 2.0;
    for (const AxisLabel& label : m_labels) {
        const double y =
            area.bottom() - area.height() * (label.at - m_heights.first) / (m_heights.second - m_heights.first);
        painter->setPen(QPen(colors.border, 1));
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter->setPen(colors.muted);
        painter->drawText(QRectF(0, y - half, area.left() - 6, 2 * half), Qt::AlignRight | Qt::AlignVCenter,
                          label.text);
    }
}

/// Each curve begins a little further on, so that curves over each other carry their shapes side by side; the newest
/// point of each has its shape always.
void ChartView::drawMarkers(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const double scale = (high - low) / std::max(1.0, area.width());
    const QRectF inside = area.adjusted(-2, -2, 2, 2);
    const auto paint = [&](const Curve& curve, qsizetype at) {
        const QPointF point = curve.values.shown.at(at);
        if (!isPlotted(point.y())) return;
        const QPointF position = toPlot(point);
        if (inside.contains(position)) paintMarker(*painter, position, curve.given.style, colors);
    };
    for (qsizetype i = 0; i < m_curves.size(); ++i) {
        const Curve& curve = m_curves.at(i);
        const QList<QPointF>& points = curve.values.shown;
        if (!curve.visible || points.isEmpty()) continue;
        const double start = kMarkerGap * (static_cast<double>(i) + 0.5) / static_cast<double>(m_curves.size());
        qsizetype last = -1;
        for (double x = start; x < area.width(); x += kMarkerGap) {
            const qsizetype at = nearestPoint(points, low + x * scale);
            if (std::exchange(last, at) != at) paint(curve, at);
        }
        if (last != points.size() - 1) paint(curve, points.size() - 1);
    }
}

/// A mark for each kind, told apart by shape; what changes the course of a run has a dashed line down the plot.
void ChartView::drawEvents(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    std::array<double, kChartEventKinds> last;
    last.fill(-1e9);
    for (const ChartEvent& event : m_events) {
        if (event.x < low || event.x > high || high <= low) continue;
        const double x = area.left() + area.width() * (event.x - low) / (high - low);
        double& before = last[static_cast<std::size_t>(event.kind)];
        if (x - before < kEventGap) continue;
        before = x;
        if (event.kind == ChartEventKind::Setting || event.kind == ChartEventKind::Resume) {
            painter->setPen(QPen(colors.strongBorder, 1, Qt::DashLine));
            painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        }
        const bool below = event.kind == ChartEventKind::Checkpoint;
        paintEventMark(*painter, QPointF(x, below ? area.bottom() - 3 : area.top() + 1), event.kind, colors);
    }
}

void ChartView::drawDrag(QPainter* painter) const {
    const QRectF area = chart()->plotArea();
    const double from = std::clamp<double>(m_drag->from.x(), area.left(), area.right());
    const double to = std::clamp<double>(m_drag->to.x(), area.left(), area.right());
    QColor fill = colorsOf(*this).accent;
    fill.setAlphaF(0.18F);
    painter->fillRect(QRectF(QPointF(std::min(from, to), area.top()), QPointF(std::max(from, to), area.bottom())),
                      fill);
}

void ChartView::drawCrosshair(QPainter* painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const double lineX = toPlot({*m_cursor, 1}).x();
    if (lineX < area.left() - 1 || lineX > area.right() + 1) return;
    painter->setPen(QPen(colors.strongBorder, 1, Qt::DotLine));
    painter->drawLine(QPointF(lineX, area.top()), QPointF(lineX, area.bottom()));
    for (const auto& [name, reading] : readings()) {
        if (!isPlotted(reading.shown)) continue;
        paintMarker(*painter, toPlot({reading.x, reading.shown}), styleOf(name), colors);
    }
    if (!m_follows) drawReadings(painter, lineX);
}

QString ChartView::valueText(double value) const {
    const bool large = std::abs(value) >= 1000;
    return locale().toString(value, large ? 'f' : 'g', large ? 0 : 4) + m_unit;
}

QString ChartView::xText(double x) const {
    return locale().toString(x, 'g', m_xWhole || x >= 1000 ? 12 : 4);
}

/// At the side of the plot that is away from the line, where it hides nothing of what is pointed at; where there is no
/// room for that, above or below the pointer. A box wider than the plot may stand over the axis, but never beyond the
/// chart's edge.
QRectF ChartView::readingsPlace(const QSizeF& size, double lineX) const {
    constexpr double kFromLine = 10, kFromEdge = 2, kEdge = 1;
    const QRectF area = chart()->plotArea();
    const double leftmost = area.left() + kFromEdge, rightmost = area.right() - kFromEdge - size.width();
    const double most = std::max(kEdge, sceneRect().width() - kEdge - size.width());
    const double left = std::clamp(lineX > area.center().x() ? leftmost : rightmost, kEdge, most);
    const bool covers = left < lineX + kFromLine && left + size.width() > lineX - kFromLine;
    const bool below = covers && m_pointerHeight < area.center().y();
    const double top = below ? area.bottom() - kFromEdge - size.height() : area.top() + kFromEdge;
    return {QPointF(left, std::max(area.top() + kFromEdge, top)), size};
}

/// A table: what was measured, the average where the curve is smoothed, and the interval of what the line shows.
void ChartView::drawReadings(QPainter* painter, double lineX) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = chart()->plotArea();
    const auto rows = readings();
    const auto number = [&](double value) { return locale().toString(value, 'g', 4); };
    QList<std::array<QString, 4>> cells;
    const bool smooth = m_smoothing > 0;
    const bool anyInterval =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.second.interval.has_value(); });
    cells.append({QString(), tr("measured"), smooth ? tr("smoothed") : QString(), anyInterval ? tr("95%") : QString()});
    for (const auto& [name, reading] : rows)
        cells.append({name, valueText(reading.raw), smooth ? valueText(reading.shown) : QString(),
                      reading.interval
                          ? QStringLiteral("%1 – %2").arg(number(reading.interval->low), number(reading.interval->high))
                          : QString()});
    QString head = (m_xName.isEmpty() ? tr("x") : m_xName) + QLatin1Char(' ') + xText(*m_cursor);
    QStringList happened;
    for (const ChartEvent& event : m_events)
        if (event.x == *m_cursor && happened.size() < 4) happened.append(event.text);

    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() - 1));
    painter->setFont(small);
    const QFontMetricsF metrics(small);
    constexpr double kGap = 12, kSwatch = 14, kPadding = 8, kEdge = 1;
    std::array<double, 4> widths{};
    for (const auto& row : std::as_const(cells))
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!row[i].isEmpty())
                widths[i] = std::max(widths[i], metrics.horizontalAdvance(row[i]) + (i == 0 ? kSwatch : kGap));
    // Whole numbers matter more than whole names.
    const double most = sceneRect().width() - 2 * kPadding - 2 * kEdge;
    const double numbers = widths[1] + widths[2] + widths[3];
    widths[0] = std::max(std::min(widths[0], most - numbers), kSwatch);
    double width = widths[0] + numbers;
    for (const QString& line : std::as_const(happened))
        width = std::max(width, std::min(most, metrics.horizontalAdvance(line)));
    width = std::max(width, std::min(most, metrics.horizontalAdvance(head)));
    const double lineHeight = metrics.height() + 2;
    // Taller than the plot it would hide the labels below; then the head alone tells what happened.
    const auto room = static_cast<qsizetype>((area.height() - kPadding - 4) / lineHeight) - 1 - cells.size();
    if (happened.size() > room) {
        head += QStringLiteral(" · ") + happened.join(QStringLiteral(", "));
        happened.clear();
        width = std::max(width, std::min(most, metrics.horizontalAdvance(head)));
    }
    const QSizeF size(width + 2 * kPadding,
                      lineHeight * static_cast<double>(cells.size() + 1 + happened.size()) + kPadding);
    m_readingsBox = readingsPlace(size, lineX);
    const QRectF box = m_readingsBox;
    QColor fill = colors.surfaceAlt;
    fill.setAlphaF(0.95F);
    painter->setPen(QPen(colors.border, 1));
    painter->setBrush(fill);
    painter->drawRoundedRect(box, 5, 5);
    double y = box.top() + kPadding / 2 + metrics.ascent();
    const auto write = [&](const QString& text, const QColor& color) {
        painter->setPen(color);
        painter->drawText(QPointF(box.left() + kPadding, y), metrics.elidedText(text, Qt::ElideRight, width));
        y += lineHeight;
    };
    write(head, colors.muted);
    for (const QString& line : std::as_const(happened)) write(line, colors.text);
    for (qsizetype row = 0; row < cells.size(); ++row) {
        double x = box.left() + kPadding;
        if (row > 0)
            paintMarker(*painter, QPointF(x + 4, y - metrics.ascent() / 2 + 1), styleOf(rows.at(row - 1).first),
                        colors);
        painter->setPen(row > 0 ? colors.text : colors.muted);
        painter->drawText(QPointF(x + kSwatch, y),
                          metrics.elidedText(cells.at(row)[0], Qt::ElideRight, widths[0] - kSwatch));
        x += widths[0];
        for (std::size_t i = 1; i < widths.size(); ++i) {
            const QString& text = cells.at(row)[i];
            x += widths[i];
            painter->drawText(QPointF(x - metrics.horizontalAdvance(text), y), text);
        }
        y += lineHeight;
    }
}

}  // namespace azr::widgets
