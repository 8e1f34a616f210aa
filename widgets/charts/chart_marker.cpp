#include "widgets/charts/chart_marker.h"

#include <QPainter>
#include <QPolygonF>
#include <QTransform>
#include <cstdlib>
#include <tuple>

#include "widgets/charts/chart_view.h"
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

}  // namespace azr::widgets
