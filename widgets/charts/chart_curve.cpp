#include "widgets/charts/chart_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/charts/decimate.h"

namespace azr::widgets {

CurveReading CurveValues::at(qsizetype index) const {
    CurveReading reading{raw.at(index).x(), raw.at(index).y(), shown.at(index).y(), {}};
    if (!intervals.isEmpty() && !std::isnan(intervals.at(index).low)) reading.interval = intervals.at(index);
    return reading;
}

Interval shareInterval(double share, double count) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (!(count > 0)) return {kNone, kNone};
    constexpr double kZ = 1.959963984540054;  // 97.5% quantile of the normal distribution
    const double p = std::clamp(share, 0.0, 1.0);
    const double scale = 1 + kZ * kZ / count;
    const double middle = (p + kZ * kZ / (2 * count)) / scale;
    const double half = kZ / scale * std::sqrt(p * (1 - p) / count + kZ * kZ / (4 * count * count));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

CurveValues curveValues(const NamedCurve& curve, double smoothing) {
    CurveValues values;
    QList<double> counts;
    const bool given = curve.intervals.size() == curve.points.size() && !curve.intervals.isEmpty();
    const bool share = curve.counts.size() == curve.points.size() && !curve.counts.isEmpty();
    values.raw.reserve(curve.points.size());
    for (qsizetype i = 0; i < curve.points.size(); ++i) {
        if (!std::isfinite(curve.points.at(i).y())) continue;
        values.raw.append(curve.points.at(i));
        if (share) counts.append(curve.counts.at(i));
        if (given) values.intervals.append(curve.intervals.at(i));
    }
    if (given) {
        values.shown = values.raw;
        return values;
    }
    values.shown = smoothing > 0 ? smoothed(values.raw, smoothing) : values.raw;
    if (!share || !(curve.whole > 0)) return values;
    // With w_n = 1 for the newest point and w_k = f^(n-k): W = sum w, Q = sum w^2 / n.
    double weight = 0;
    double squares = 0;
    values.intervals.reserve(counts.size());
    for (qsizetype i = 0; i < counts.size(); ++i) {
        const double count = counts.at(i);
        weight = smoothing * weight + 1;
        // A point whose count is not known is worth one, so that the interval is too wide rather than too narrow.
        squares = smoothing * smoothing * squares + 1 / std::max(1.0, count);
        const double worth = count > 0 ? weight * weight / squares : 0;
        const Interval one = shareInterval(values.shown.at(i).y() / curve.whole, worth);
        values.intervals.append({one.low * curve.whole, one.high * curve.whole});
    }
    return values;
}

}  // namespace azr::widgets
