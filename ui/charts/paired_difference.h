/// Two runs that share everything up to a fork, step by step: the difference of a number, with its 95% interval. Pure
/// functions. Intervals rest on one of two things:
///
/// Counts, where the number is a share that was counted on both sides at every step: of a step by Newcombe's hybrid of
/// two Wilson intervals (changeOf() in mean_share.h), of the mean by the same recovery of variances over the steps.
/// Samples of the two runs are taken as independent; where they go together the true interval is narrower.
///
/// Steps, for everything else: the noise of a single step is measured by how much the difference jumps from one step to
/// the next (von Neumann's estimator, which a trend does not inflate), and the interval of the mean is Student's over
/// means of blocks of ceil(n^(1/3)) neighbouring steps, as steps that follow each other are not independent. From six
/// steps on.
///
/// Of a mean that has both, the wider one counts: steps may go together, which counting does not see.
#pragma once

#include <QList>
#include <optional>
#include <span>

#include "ui/charts/mean_share.h"

namespace azr::ui {

/// A number at one step of both runs; `interval` where it is a share whose count is known.
struct PairedPoint {
    double step = 0;
    MeanShare left, right;
};

struct StepDifference {
    double step = 0;
    double by = 0;                              ///< right - left
    std::optional<widgets::Interval> interval;  ///< 95%
};

struct PairedDifference {
    enum class Basis { None, Counts, Steps };

    QList<StepDifference> steps;
    double mean = 0;                            ///< over the steps
    std::optional<widgets::Interval> interval;  ///< 95%, of the mean
    Basis basis = Basis::None;                  ///< what the interval of the mean rests on
    int block = 0;                              ///< with Steps: steps in a block
    bool identical = false;                     ///< no step differs at all

    /// Zero is outside of the interval.
    [[nodiscard]] bool isClear() const { return interval && (interval->low > 0 || interval->high < 0); }
};

[[nodiscard]] PairedDifference pairedDifference(std::span<const PairedPoint> points);

}  // namespace azr::ui
