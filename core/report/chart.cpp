#include "core/report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "core/report/html.h"

namespace azr::report {

namespace {

// Of the drawing, in its own units.
constexpr double kWidth = 560, kHeight = 260;
constexpr double kLeft = 52, kRight = 12, kTop = 10, kBottom = 34;
constexpr std::size_t kMarkedPoints = 40;  ///< fewer have marks with their values
constexpr std::size_t kMarksOfMany = 8;
constexpr int kShapes = 4;
constexpr std::size_t kDrawnPoints = 700;  ///< of more, not every one is drawn
constexpr int kTicks = 5;

struct Axes {
    double firstStep = 0, lastStep = 1, low = 0, high = 1;

    [[nodiscard]] double x(double step) const {
        return kLeft + (step - firstStep) / (lastStep - firstStep) * (kWidth - kLeft - kRight);
    }
    [[nodiscard]] double y(double value) const {
        return kTop + (high - std::clamp(value, low, high)) / (high - low) * (kHeight - kTop - kBottom);
    }
};

template <class Function>
void forEachPoint(const Chart& chart, const Function& function) {
    for (const Curve& curve : chart.curves)
        for (const CurvePoint& point : curve.points) function(point);
}

/// Round numbers outside of everything that is drawn.
Axes axesOf(const Chart& chart) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    Axes axes{low, high, 0, 1};
    forEachPoint(chart, [&](const CurvePoint& point) {
        axes.firstStep = std::min(axes.firstStep, double(point.step));
        axes.lastStep = std::max(axes.lastStep, double(point.step));
        for (const double value : {point.value, point.low, point.high}) {
            if (!std::isfinite(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    });
    if (!std::isfinite(axes.firstStep)) return {};
    if (axes.lastStep <= axes.firstStep) axes.lastStep = axes.firstStep + 1;
    if (!std::isfinite(low)) std::tie(low, high) = std::pair(0.0, 1.0);
    if (high - low < 1e-9)
        std::tie(low, high) = std::pair(low - 0.5 * std::abs(low) - 1e-3, high + 0.5 * std::abs(high) + 1e-3);
    if (low >= 0 && low < 0.6 * high) low = 0;  // a curve that begins near zero is seen against it
    const std::vector<double> marks = ticks(low, high, kTicks);
    const double gap = marks.size() > 1 ? marks[1] - marks[0] : high - low;
    axes.low = std::min(low, std::floor(low / gap + 1e-9) * gap);
    axes.high = std::max(high, std::ceil(high / gap - 1e-9) * gap);
    if (chart.isShare) axes.low = std::max(0.0, axes.low);
    if (chart.isShare) axes.high = std::min(1.0, axes.high);
    return axes;
}

std::string tickText(const Chart& chart, double value, double gap) {
    if (chart.isShare) return fmt::format("{:.{}f}%", 100 * value, gap < 0.0099 ? 1 : 0);
    if (std::abs(value) < 1e-12) return "0";
    if (std::abs(value) >= 1e5 || gap < 1e-5) return fmt::format("{:.3g}", value);
    return fmt::format("{:.{}f}", value, std::max(0, static_cast<int>(std::ceil(-std::log10(gap) - 1e-9))));
}

void drawAxes(const Chart& chart, const Axes& axes, std::string& svg) {
    const auto out = std::back_inserter(svg);
    const std::vector<double> marks = ticks(axes.low, axes.high, kTicks);
    const double gap = marks.size() > 1 ? marks[1] - marks[0] : 1;
    for (const double mark : marks) {
        fmt::format_to(out, R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft,
                       kWidth - kRight, axes.y(mark), axes.y(mark));
        fmt::format_to(out, R"(<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", kLeft - 7,
                       axes.y(mark) + 4, tickText(chart, mark, gap));
    }
    for (const double mark : ticks(axes.firstStep, axes.lastStep, kTicks + 1)) {
        if (mark != std::floor(mark)) continue;
        fmt::format_to(out, R"(<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="middle">{:.0f}</text>)",
                       axes.x(mark), kHeight - kBottom + 17, mark);
    }
    fmt::format_to(out, R"(<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft,
                   kWidth - kRight, kHeight - kBottom, kHeight - kBottom);
    fmt::format_to(out, R"(<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="end">step</text>)", kWidth - kRight,
                   kHeight - 3);
}

/// Some of many, the first and the last among them.
std::vector<CurvePoint> drawnPoints(const Curve& curve) {
    const std::size_t every = 1 + (curve.points.size() - 1) / kDrawnPoints;
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < curve.points.size(); i += every) points.push_back(curve.points[i]);
    if (!points.empty() && points.back().step != curve.points.back().step) points.push_back(curve.points.back());
    return points;
}

bool hasBand(const CurvePoint& point) {
    return std::isfinite(point.low) && std::isfinite(point.high);
}

/// Of each stretch of points that have intervals: along the upper ends, and back along the lower ones.
void drawBand(const Curve& curve, const std::vector<CurvePoint>& points, const Axes& axes, std::string& svg) {
    const auto out = std::back_inserter(svg);
    for (std::size_t begin = 0; begin < points.size();) {
        if (!hasBand(points[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin;
        while (end < points.size() && hasBand(points[end])) ++end;
        if (end - begin == 1)  // an area of one point has no width
            fmt::format_to(out, R"(<path class="line whisker c{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>)", curve.color,
                           axes.x(points[begin].step), axes.y(points[begin].low), axes.x(points[begin].step),
                           axes.y(points[begin].high));
        fmt::format_to(out, R"(<path class="band c{}" d=")", curve.color);
        for (std::size_t i = begin; i < end; ++i)
            fmt::format_to(out, "{}{:.1f} {:.1f}", i == begin ? "M" : "L", axes.x(points[i].step),
                           axes.y(points[i].high));
        for (std::size_t i = end; i-- > begin;)
            fmt::format_to(out, "L{:.1f} {:.1f}", axes.x(points[i].step), axes.y(points[i].low));
        svg += "Z\"/>";
        begin = end;
    }
}

void drawLine(const Chart& chart, const Curve& curve, const std::vector<CurvePoint>& points, const Axes& axes,
              std::string& svg) {
    const auto out = std::back_inserter(svg);
    fmt::format_to(out, R"(<path class="line c{}{}" d=")", curve.color, curve.dashed ? " dashed" : "");
    bool drawing = false;
    for (const CurvePoint& point : points) {
        const bool there = std::isfinite(point.value);
        if (there) fmt::format_to(out, "{}{:.1f} {:.1f}", drawing ? "L" : "M", axes.x(point.step), axes.y(point.value));
        drawing = there;
    }
    svg += "\"/>";
    // Every point where there are few; else so many that curves can be told apart without their colours.
    const bool all = curve.points.size() <= kMarkedPoints;
    const std::size_t every = all ? 1 : std::max<std::size_t>(1, points.size() / kMarksOfMany);
    const std::size_t first = all ? 0 : every * static_cast<std::size_t>(curve.color % kShapes) / kShapes;
    for (std::size_t i = first; i < points.size(); i += every)
        if (std::isfinite(points[i].value))
            fmt::format_to(
                out, "{}<title>{}</title></path>", markAt(curve.color, axes.x(points[i].step), axes.y(points[i].value)),
                escaped(fmt::format("{}, step {}: {}", curve.label, points[i].step, pointText(chart, points[i]))));
}

}  // namespace

std::string markAt(int color, double x, double y) {
    constexpr std::array<const char*, kShapes> kOutlines = {"m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z",
                                                            "m-2.5 -2.5h5v5h-5z", "m0 -3.4l3.2 5.6h-6.4z",
                                                            "m0 -3.5l3.3 3.5l-3.3 3.5l-3.3 -3.5z"};
    return fmt::format(R"(<path class="mark c{}" d="M{:.1f} {:.1f}{}">)", color, x, y,
                       kOutlines[static_cast<std::size_t>(color % kShapes)]);
}

std::vector<double> ticks(double low, double high, int about) {
    const double rough = (high - low) / std::max(1, about);
    if (!(rough > 0) || !std::isfinite(rough)) return {low};
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double part = rough / power;
    const double gap = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    std::vector<double> marks;
    const double first = std::ceil(low / gap - 1e-9);
    const double last = std::floor(high / gap + 1e-9);
    for (int i = 0; first + i <= last; ++i) marks.push_back((first + i) * gap);
    return marks;
}

std::string valueText(const Chart& chart, double value) {
    if (!std::isfinite(value)) return "undefined";
    if (chart.isShare) return fmt::format("{:.1f}%", 100 * value);
    std::string number = std::abs(value) >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
    return chart.unit.empty() ? number : number + " " + chart.unit;
}

std::string pointText(const Chart& chart, const CurvePoint& point) {
    const std::string value = valueText(chart, point.value);
    if (!hasBand(point)) return value;
    if (chart.isShare) return fmt::format("{} ({:.1f} to {:.1f})", value, 100 * point.low, 100 * point.high);
    return fmt::format("{} ({:.4g} to {:.4g})", value, point.low, point.high);
}

std::string drawn(const Chart& chart) {
    const Axes axes = axesOf(chart);
    std::string svg = fmt::format(R"(<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">)", kWidth, kHeight,
                                  escaped(chart.title));
    drawAxes(chart, axes, svg);
    for (const Curve& curve : chart.curves) drawBand(curve, drawnPoints(curve), axes, svg);
    for (const Curve& curve : chart.curves)
        if (!curve.points.empty()) drawLine(chart, curve, drawnPoints(curve), axes, svg);
    return svg + "</svg>";
}

}  // namespace azr::report
