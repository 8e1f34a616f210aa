#include "widgets/charts/chart_scale.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "widgets/charts/decimate.h"

namespace azr::widgets {

namespace {

bool isPercent(const QString& unit) {
    return unit == QLatin1String(" %");
}

}  // namespace

Scale linearScale(double bottom, double top, int most, const QString& unit) {
    // A flat curve gets room; a small one near zero keeps zero in sight.
    if (top - bottom < 1e-12) {
        const double room = std::max(std::abs(top) * 0.1, 0.05);
        bottom -= room;
        top += room;
    }
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
    if (isPercent(unit) && top <= 100) highest = std::max(lowest + 1, std::min(highest, std::ceil(100 / step - 1e-9)));
    // A hair above round numbers: what rounding makes of zero would else be labelled "-0".
    const double hair = step * 1e-9;
    // Labels of one shape: as many decimals as the step needs.
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
    const bool small = decimals > 4;
    QString format = std::abs(top) >= 1e5 || small ? QStringLiteral("%.1e") : QStringLiteral("%.%1f").arg(decimals);
    if (isPercent(unit)) format += QStringLiteral(" %");
    return {lowest * step + hair, highest * step + hair, static_cast<int>(highest - lowest) + 1, format};
}

QList<AxisLabel> logarithmicLabels(double bottom, double top, int most, const QString& unit) {
    const int first = static_cast<int>(std::floor(std::log10(bottom)));
    const int last = static_cast<int>(std::ceil(std::log10(top)));
    const auto text = [&](double value) {
        return QLocale().toString(value, 'g', 3) + (isPercent(unit) ? unit : QString());
    };
    const auto inside = [&](const QList<double>& digits, int every) {
        QList<AxisLabel> labels;
        for (int power = first; power <= last; power += every)
            for (const double digit : digits) {
                const double value = digit * std::pow(10.0, power);
                if (value >= bottom * (1 - 1e-9) && value <= top * (1 + 1e-9))
                    labels.append({std::log10(value), text(value)});
            }
        return labels;
    };
    for (const QList<double>& digits : {QList<double>{1, 2, 3, 5, 7}, QList<double>{1, 2, 5}, QList<double>{1}})
        if (const QList<AxisLabel> labels = inside(digits, 1); labels.size() >= 2 && labels.size() <= most + 1)
            return labels;
    if (last - first > most) return inside({1}, (last - first) / most + 1);
    // Within less than a decade: the ends.
    return {{std::log10(bottom), text(bottom)}, {std::log10(top), text(top)}};
}

}  // namespace azr::widgets
