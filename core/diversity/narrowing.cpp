#include "core/diversity/narrowing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

namespace azr::diversity {
namespace {

/// NaN of none.
double medianOf(std::vector<double> values) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// How many standard errors the first share lies above the second one; 0 where either is of nothing.
double errorsAbove(std::int64_t hits, std::int64_t count, std::int64_t otherHits, std::int64_t otherCount) {
    if (count == 0 || otherCount == 0) return 0;
    const auto n = static_cast<double>(count), m = static_cast<double>(otherCount);
    const double pooled = static_cast<double>(hits + otherHits) / (n + m);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
    return error > 0 ? (static_cast<double>(hits) / n - static_cast<double>(otherHits) / m) / error : 0;
}

}  // namespace

double NearDuplicateBar::at(int step) const {
    const auto after = m_later.upper_bound(step);
    return after == m_later.begin() ? m_start : std::prev(after)->second;
}

void NarrowingWatch::judgeShapes(const NarrowingReading& reading) {
    m_now.shapesNow = reading.shapesPerTask;
    m_now.shapesBefore = std::numeric_limits<double>::quiet_NaN();
    if (m_shapes.empty() || std::isnan(reading.shapesPerTask)) return;
    // At as many tasks as both have, the window of the median is the level before.
    std::vector<std::pair<double, double>> pairs;
    for (const Shapes& earlier : m_shapes) {
        const auto common = commonSize(reading.shapes, earlier.rarefied);
        if (common)
            pairs.emplace_back(reading.shapes.at(*common), earlier.rarefied.at(*common));
        else
            pairs.emplace_back(reading.shapesPerTask, earlier.perTask);
    }
    const auto middle = pairs.begin() + static_cast<std::ptrdiff_t>((pairs.size() - 1) / 2);
    const auto share = [](const auto& pair) { return pair.first / pair.second; };
    std::ranges::nth_element(pairs, middle, {}, share);
    std::tie(m_now.shapesNow, m_now.shapesBefore) = *middle;
    if (reading.tasks < kFewestTasks) return;
    m_now.shapes = share(*middle) < (m_now.shapes ? kShapesBack : kShapesBar);
}

void NarrowingWatch::judgeDuplicates(int step) {
    const double bar = m_bar.at(step);
    Judged now;
    for (const Judged& one : m_recent) {
        now.judged += one.judged;
        now.near += one.near;
    }
    const auto share = [](const Judged& of) {
        return of.judged > 0 ? static_cast<double>(of.near) / static_cast<double>(of.judged)
                             : std::numeric_limits<double>::quiet_NaN();
    };
    m_now.duplicatesNow = share(now);
    m_now.duplicatesBefore = share(m_before);
    if (now.judged < kFewestTasks || m_before.judged < kFewestTasks) return;
    if (m_now.duplicates) {
        m_now.duplicates = m_now.duplicatesNow >= kNearBack * bar;
        return;
    }
    const double above = errorsAbove(now.near, now.judged, m_before.near, m_before.judged);
    m_now.duplicates = (m_now.duplicatesNow >= bar && above >= kSurely) ||
                       (m_now.duplicatesNow >= kNearBar * bar && above >= kVerySurely);
}

void NarrowingWatch::judgeLineages(const NarrowingReading& reading) {
    m_now.lineagesNow = reading.lineages;
    m_now.lineagesBefore = medianOf(m_lineages);
    if (std::isnan(m_now.lineagesBefore) || std::isnan(reading.lineages) || reading.tasks < kFewestTasks) return;
    const double share = reading.lineages / m_now.lineagesBefore;
    m_now.lineages =
        m_now.lineages ? share < kLineagesBack : share < kLineagesBar && reading.dominantShare >= kDominant;
}

Narrowing NarrowingWatch::watch(const NarrowingReading& reading) {
    m_recent.push_back({reading.judged, reading.nearDuplicates});
    if (m_recent.size() > kWindow) {
        m_before.judged += m_recent.front().judged;
        m_before.near += m_recent.front().near;
        m_recent.pop_front();
    }
    // A window is earlier when it shares no step with this one; the first ones are not whole.
    if (m_late.size() == kWindow) {
        const NarrowingReading& earlier = m_late.front();
        if (earlier.step >= kWindow && earlier.tasks >= kFewestTasks) {
            m_shapes.push_back({earlier.shapesPerTask, earlier.shapes});
            if (!std::isnan(earlier.lineages)) m_lineages.push_back(earlier.lineages);
        }
        m_late.pop_front();
    }
    judgeShapes(reading);
    judgeDuplicates(reading.step);
    judgeLineages(reading);
    m_late.push_back(reading);
    return m_now;
}

std::string describe(const Narrowing& narrowing) {
    if (narrowing.shapes)
        return fmt::format("the programs of the last {} steps have {:.3f} outlines per task, {:.3f} before", kWindow,
                           narrowing.shapesNow, narrowing.shapesBefore);
    if (narrowing.duplicates)
        return fmt::format("of the last {} steps a share of {:.3f} are near-duplicates, {:.3f} before", kWindow,
                           narrowing.duplicatesNow, narrowing.duplicatesBefore);
    if (narrowing.lineages)
        return fmt::format("the tasks of the last {} steps descend from {:.1f} lineages, {:.1f} before", kWindow,
                           narrowing.lineagesNow, narrowing.lineagesBefore);
    return "the proposals are as varied as before";
}

}  // namespace azr::diversity
