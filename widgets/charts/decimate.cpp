#include "widgets/charts/decimate.h"

#include <algorithm>
#include <cmath>

namespace azr::widgets {

namespace {

bool byX(const QPointF& a, const QPointF& b) {
    return a.x() < b.x();
}

bool byY(const QPointF& a, const QPointF& b) {
    return a.y() < b.y();
}

}  // namespace

QList<QPointF> decimate(const QList<QPointF>& points, qsizetype limit) {
    if (points.size() <= limit) return points;
    // Two points a bucket, and the first and the last of all.
    const qsizetype buckets = (limit - 2) / 2;
    const qsizetype inner = points.size() - 2;
    QList<QPointF> kept;
    kept.reserve(limit);
    kept.append(points.front());
    for (qsizetype bucket = 0; bucket < buckets; ++bucket) {
        const auto begin = points.begin() + 1 + inner * bucket / buckets;
        const auto end = points.begin() + 1 + inner * (bucket + 1) / buckets;
        if (begin == end) continue;
        auto [low, high] = std::minmax_element(begin, end, byY);
        if (high < low) std::swap(low, high);
        kept.append(*low);
        if (high != low) kept.append(*high);
    }
    kept.append(points.back());
    return kept;
}

QList<QPointF> smoothed(const QList<QPointF>& points, double factor) {
    QList<QPointF> result;
    result.reserve(points.size());
    double sum = 0;
    double weight = 0;
    for (const QPointF& point : points) {
        if (!std::isfinite(point.y())) continue;
        sum = factor * sum + (1 - factor) * point.y();
        weight = factor * weight + (1 - factor);
        result.append({point.x(), sum / weight});
    }
    return result;
}

qsizetype nearestPoint(const QList<QPointF>& points, double x) {
    if (points.isEmpty()) return -1;
    const qsizetype after = std::lower_bound(points.begin(), points.end(), QPointF(x, 0), byX) - points.begin();
    if (after == 0) return 0;
    if (after == points.size()) return after - 1;
    return x - points.at(after - 1).x() < points.at(after).x() - x ? after - 1 : after;
}

QList<QPointF> between(const QList<QPointF>& points, double low, double high) {
    auto first = std::lower_bound(points.begin(), points.end(), QPointF(low, 0), byX);
    auto last = std::upper_bound(points.begin(), points.end(), QPointF(high, 0), byX);
    if (first != points.begin()) --first;
    if (last != points.end()) ++last;
    return {first, last};
}

double niceStep(double span, int count) {
    if (!(span > 0) || count < 1) return 1;
    const double raw = span / count;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double digit = raw / power;
    if (digit <= 1) return power;
    if (digit <= 2) return 2 * power;
    if (digit <= 5) return 5 * power;
    return 10 * power;
}

}  // namespace azr::widgets
