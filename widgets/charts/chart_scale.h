/// The axes of a chart: which values they show, and where their labels stand. Pure functions.
#pragma once

#include <QList>
#include <QString>

namespace azr::widgets {

/// An axis from `low` to `high` in steps; logarithmic ones in decades.
struct Scale {
    double low = 0, high = 1;
    int ticks = 2;   ///< labels, the ends included
    QString format;  ///< of printf, for the labels
};

struct AxisLabel {
    double at = 0;  ///< in logarithms
    QString text;
};

/// For values between bottom and top; at most `most` steps. `unit` is written after each label where it is " %", and
/// then the axis ends at 100.
[[nodiscard]] Scale linearScale(double bottom, double top, int most, const QString& unit);

/// Labels at powers of ten, or at 1, 2 and 5 times them where there is room. bottom and top are positive values.
[[nodiscard]] QList<AxisLabel> logarithmicLabels(double bottom, double top, int most, const QString& unit);

}  // namespace azr::widgets
