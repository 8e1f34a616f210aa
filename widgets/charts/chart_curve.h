/// What a chart is made of: curves, what happened beside them, and the values that are drawn and read of a curve.
#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <cstdint>
#include <optional>

namespace azr::widgets {

struct CurveStyle {
    int color = 0;  ///< index into Colors::series, and of the shape that goes with it
    bool dashed = false;
    bool operator==(const CurveStyle&) const = default;
};

struct Interval {
    double low = 0, high = 0;
};

struct NamedCurve {
    QString name;
    QList<QPointF> points;  ///< ordered by x
    CurveStyle style;
    /// Of a curve of shares: how many each point was counted from, 0 where that is not known; empty: no interval.
    QList<double> counts = {};
    double whole = 1;  ///< what a share of 1 is drawn as, e.g. 100
    /// Or the interval of each point, as it is drawn, NaN where it is not known; such a curve is not smoothed.
    QList<Interval> intervals = {};
};

enum class ChartEventKind : std::uint8_t { Setting, Veto, Seed, Checkpoint, Alert, Resume };
constexpr int kChartEventKinds = static_cast<int>(ChartEventKind::Resume) + 1;

/// Something that happened at one x: a mark above the plot, with its words under the crosshair.
struct ChartEvent {
    double x = 0;
    QString text;
    ChartEventKind kind = ChartEventKind::Setting;
};

/// A point of a curve as it is read.
struct CurveReading {
    double x = 0, raw = 0, shown = 0;  ///< shown: smoothed, where the curve is
    std::optional<Interval> interval;  ///< 95%, of what is shown
};

/// The values of one curve; all lists have one length.
struct CurveValues {
    QList<QPointF> raw;         ///< the finite points
    QList<QPointF> shown;       ///< smoothed, or raw
    QList<Interval> intervals;  ///< of what is shown; NaN where the count is not known; empty: none
    [[nodiscard]] CurveReading at(qsizetype index) const;
};

/// Smoothed as by smoothed(), from the second point on. The interval is Wilson's at 95%: of a raw share from its own
/// count; of a smoothed one from the count that an average with these weights is worth, W^2 / sum(w_k^2 / n_k).
[[nodiscard]] CurveValues curveValues(const NamedCurve& curve, double smoothing);

/// Wilson's score interval at 95% of a share of `count`, which need not be whole; NaN for a count of 0.
[[nodiscard]] Interval shareInterval(double share, double count);

}  // namespace azr::widgets
