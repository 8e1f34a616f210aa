#include "widgets/charts/chart_marker.h"

#include <QPainter>
#include <QPolygonF>
#include <QTransform>
#include <cstdlib>
#include <tuple>

#include "widgets/charts/chart_curve.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr double kRadius = 4;
constexpr int kShapes = static_cast<int>(std::tuple_size_v<decltype(Colors::series)>);

QPolygonF plus() {
    constexpr double kArm = 0.45, kEnd = 1.2;
    return QPolygonF({{-kArm, -kEnd},
                      {kArm, -kEnd},
                      {kArm, -kArm},
                      {kEnd, -kArm},
                      {kEnd, kArm},
                      {kArm, kArm},
                      {kArm, kEnd},
                      {-kArm, kEnd},
                      {-kArm, kArm},
                      {-kEnd, kArm},
                      {-kEnd, -kArm},
                      {-kArm, -kArm}});
}

/// Of radius 1; empty: a disc.
QPolygonF outlineOf(int shape) {
    switch (shape) {
        case 1: return QPolygonF({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
        case 2: return QPolygonF({{0, -1.15}, {1.15, 0.85}, {-1.15, 0.85}});
        case 3: return QPolygonF({{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}});
        case 4: return QPolygonF({{0, 1.15}, {1.15, -0.85}, {-1.15, -0.85}});
        case 5: return plus();
        case 6: return QTransform().rotate(45).map(plus());
        case 7: return QPolygonF({{-0.5, -1.2}, {0.5, -1.2}, {0.5, 1.2}, {-0.5, 1.2}});
        default: return {};
    }
}

}  // namespace

QColor curveColor(const Colors& colors, CurveStyle style) {
    return colors.series[static_cast<std::size_t>(style.color) % colors.series.size()];
}

void paintMarker(QPainter& painter, const QPointF& centre, CurveStyle style, const Colors& colors) {
    const QColor color = curveColor(colors, style);
    const QPolygonF outline = outlineOf(std::abs(style.color) % kShapes);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // A rim in the colour behind it lifts a full shape off the lines that it covers.
    painter.setPen(QPen(style.dashed ? color : colors.surface, style.dashed ? 1.6 : 1.2));
    painter.setBrush(style.dashed ? colors.surface : color);
    if (outline.isEmpty())
        painter.drawEllipse(centre, kRadius, kRadius);
    else
        painter.drawPolygon(QTransform::fromScale(kRadius, kRadius).map(outline).translated(centre));
    painter.restore();
}

void paintEventMark(QPainter& painter, const QPointF& at, ChartEventKind kind, const Colors& colors) {
    const QColor color = kind == ChartEventKind::Alert ? colors.warning : colors.strongBorder;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.translate(at);
    switch (kind) {
        case ChartEventKind::Setting: painter.drawPolygon(QPolygonF({{-4, 0}, {4, 0}, {0, 6}})); break;
        case ChartEventKind::Resume: painter.drawPolygon(QPolygonF({{-3, 0}, {4, 4}, {-3, 8}})); break;
        case ChartEventKind::Checkpoint: painter.drawRect(QRectF(-1, -2, 2, 5)); break;
        case ChartEventKind::Seed: painter.drawEllipse(QPointF(0, 4), 3.2, 3.2); break;
        case ChartEventKind::Alert:
            painter.drawPolygon(QPolygonF({{0, 0}, {5, 9}, {-5, 9}}));
            painter.setPen(QPen(colors.surface, 1.4));
            painter.drawLine(QPointF(0, 3), QPointF(0, 6));
            break;
        case ChartEventKind::Veto:
            painter.setPen(QPen(color, 1.8));
            painter.drawLine(QPointF(-3, 1), QPointF(3, 7));
            painter.drawLine(QPointF(-3, 7), QPointF(3, 1));
            break;
    }
    painter.restore();
}

}  // namespace azr::widgets
