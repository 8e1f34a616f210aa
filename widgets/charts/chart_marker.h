/// The shapes that curves carry, one for each of Colors::series: no curve is told from another by its colour alone; and
/// those of the events beside them.
#pragma once

#include <QColor>
#include <QPointF>
#include <cstdint>

class QPainter;

namespace azr::widgets {

struct Colors;
struct CurveStyle;
enum class ChartEventKind : std::uint8_t;

[[nodiscard]] QColor curveColor(const Colors& colors, CurveStyle style);
/// Its shape around `centre`, in its colour; hollow where the curve is dashed.
void paintMarker(QPainter& painter, const QPointF& centre, CurveStyle style, const Colors& colors);
/// Around `at`; alerts in the colour of warnings.
void paintEventMark(QPainter& painter, const QPointF& at, ChartEventKind kind, const Colors& colors);

}  // namespace azr::widgets
