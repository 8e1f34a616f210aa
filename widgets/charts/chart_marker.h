/// The shapes that curves carry, one for each of Colors::series: no curve is told from another by its colour alone.
#pragma once

#include <QColor>
#include <QPointF>

class QPainter;

namespace azr::widgets {

struct Colors;
struct CurveStyle;

[[nodiscard]] QColor curveColor(const Colors& colors, CurveStyle style);
/// Its shape around `centre`, in its colour; hollow where the curve is dashed.
void paintMarker(QPainter& painter, const QPointF& centre, CurveStyle style, const Colors& colors);

}  // namespace azr::widgets
