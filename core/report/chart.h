/// Curves of a run as numbers, and as a drawing in SVG that takes its colours from the page it stands in. Pure.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace azr::report {

struct CurvePoint {
    int step = 0;
    double value = 0;
    /// Of the 95% interval; NaN: none is known.
    double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
};

struct Curve {
    std::string metric;  ///< its name in the database
    std::string label;
    int color = 0;  ///< of the page's colours for curves, from 0
    bool dashed = false;
    std::vector<CurvePoint> points;  ///< by step
};

struct Chart {
    std::string id, title, about;
    std::string unit = {};  ///< "nats", …; empty: a plain number
    bool isShare = false;   ///< values from 0 to 1, written as percentages
    std::vector<Curve> curves = {};
};

/// A value of the chart as people read it: "31.2%", "0.0412".
[[nodiscard]] std::string valueText(const Chart& chart, double value);
/// "31.2% (28.0 to 34.5)"; without an interval the value alone.
[[nodiscard]] std::string pointText(const Chart& chart, const CurvePoint& point);

/// An <svg> element: axes, bands, curves, and a title for every point where there are few.
[[nodiscard]] std::string drawn(const Chart& chart);

/// The opening <path> of a curve's mark: each of four colours has a shape of its own, as in the window.
[[nodiscard]] std::string markAt(int color, double x, double y);

/// The round numbers from which an axis between `low` and `high` is marked.
[[nodiscard]] std::vector<double> ticks(double low, double high, int about);

}  // namespace azr::report
