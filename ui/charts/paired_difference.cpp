#include "ui/charts/paired_difference.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/telemetry/clustered_share.h"

namespace azr::ui {

namespace {

constexpr int kFewestSteps = 6;

double squareOf(double value) {
    return value * value;
}

double meanOf(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// How far a single difference may lie from the one behind it.
double stepNoise(std::span<const double> differences) {
    double sum = 0;
    for (std::size_t i = 1; i < differences.size(); ++i) sum += squareOf(differences[i] - differences[i - 1]);
    const auto jumps = static_cast<int>(differences.size()) - 1;
    return telemetry::studentQuantile(jumps) * std::sqrt(sum / (2 * jumps));
}

/// Student's interval over means of blocks; the last block has what is left over.
widgets::Interval blockInterval(std::span<const double> differences, int block) {
    const std::size_t blocks = differences.size() / static_cast<std::size_t>(block);
    std::vector<double> means;
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::size_t from = i * static_cast<std::size_t>(block);
        const std::size_t count = i + 1 < blocks ? static_cast<std::size_t>(block) : differences.size() - from;
        means.push_back(meanOf(differences.subspan(from, count)));
    }
    const double middle = meanOf(means);
    double sum = 0;
    for (const double mean : means) sum += squareOf(mean - middle);
    const auto count = static_cast<double>(blocks);
    const double half = telemetry::studentQuantile(static_cast<int>(blocks) - 1) * std::sqrt(sum / (count - 1) / count);
    const double mean = meanOf(differences);
    return {mean - half, mean + half};
}

void fromCounts(PairedDifference& difference) {
    double below = 0;
    double above = 0;
    for (const StepDifference& step : difference.steps) {
        if (!step.interval) return;
        below += squareOf(step.by - step.interval->low);
        above += squareOf(step.interval->high - step.by);
    }
    const auto count = static_cast<double>(difference.steps.size());
    difference.basis = PairedDifference::Basis::Counts;
    difference.interval =
        widgets::Interval{difference.mean - std::sqrt(below) / count, difference.mean + std::sqrt(above) / count};
}

void fromSteps(PairedDifference& difference, std::span<const double> values) {
    if (values.size() < kFewestSteps) return;
    const bool counted = difference.basis == PairedDifference::Basis::Counts;
    difference.block = static_cast<int>(std::ceil(std::cbrt(static_cast<double>(values.size())) - 1e-9));
    const widgets::Interval wide = blockInterval(values, difference.block);
    if (!counted) {
        const double noise = stepNoise(values);
        for (StepDifference& step : difference.steps)
            step.interval = widgets::Interval{step.by - noise, step.by + noise};
        difference.basis = PairedDifference::Basis::Steps;
        difference.interval = wide;
        return;
    }
    if (wide.high - wide.low <= difference.interval->high - difference.interval->low) return;
    difference.basis = PairedDifference::Basis::Steps;
    difference.interval = wide;
}

}  // namespace

PairedDifference pairedDifference(std::span<const PairedPoint> points) {
    PairedDifference difference;
    std::vector<double> values;
    for (const PairedPoint& point : points) {
        const Change change = changeOf(point.left, point.right);
        difference.steps.append({point.step, change.by, change.interval});
        values.push_back(change.by);
    }
    if (values.empty()) return difference;
    difference.mean = meanOf(values);
    difference.identical = std::ranges::all_of(values, [](double value) { return value == 0; });
    fromCounts(difference);
    fromSteps(difference, values);
    return difference;
}

}  // namespace azr::ui
