#include "ui/charts/mean_share.h"

#include <cmath>

namespace azr::ui {

namespace {

double square(double value) {
    return value * value;
}

}  // namespace

MeanShare meanShare(std::span<const CountedShare> shares) {
    if (shares.empty()) return {};
    const auto count = static_cast<double>(shares.size());
    double sum = 0;
    double below = 0;
    double above = 0;
    bool known = true;
    for (const CountedShare& one : shares) {
        sum += one.share;
        known = known && one.count > 0;
        if (!known) continue;
        const widgets::Interval interval = widgets::shareInterval(one.share, one.count);
        below += square(one.share - interval.low);
        above += square(interval.high - one.share);
    }
    MeanShare mean{sum / count, {}};
    if (known)
        mean.interval = widgets::Interval{mean.mean - std::sqrt(below) / count, mean.mean + std::sqrt(above) / count};
    return mean;
}

Change changeOf(const MeanShare& before, const MeanShare& after) {
    Change change{after.mean - before.mean, {}};
    if (!before.interval || !after.interval) return change;
    const double below = square(after.mean - after.interval->low) + square(before.interval->high - before.mean);
    const double above = square(after.interval->high - after.mean) + square(before.mean - before.interval->low);
    change.interval = widgets::Interval{change.by - std::sqrt(below), change.by + std::sqrt(above)};
    return change;
}

}  // namespace azr::ui
