#include "widgets/charts/chart_view.h"

#include <QGraphicsLayout>
#include <QLocale>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "widgets/charts/chart_marker.h"
#include "widgets/charts/chart_scale.h"
#include "widgets/charts/decimate.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr int kFewestPoints = 400;
constexpr int kFewestOfMany = 40;  ///< of each of many curves
constexpr int kLabelGap = 22;
constexpr qsizetype kToldEvents = 5;  ///< in the accessible description, the latest
/// Around the plot, in every chart the same, so that those above each other have their axes in one line.
constexpr QMargins kAround(56, 12, 14, 22);

void prepare(QValueAxis* axis) {
    axis->setLabelsVisible(true);
    axis->setLineVisible(false);
}

}  // namespace

ChartView::ChartView(QWidget* parent)
    : QChartView(parent), m_x(new QValueAxis(this)), m_y(new QValueAxis(this)), m_emptyText(tr("No data yet")) {
    QChart* plot = chart();
    plot->legend()->hide();
    plot->setMargins(QMargins(0, 2, 6, 0));
    plot->layout()->setContentsMargins(0, 0, 0, 0);
    plot->setBackgroundRoundness(0);
    plot->setBackgroundVisible(false);
    plot->setLocale(QLocale());
    plot->setLocalizeNumbers(true);
    prepare(m_x);
    prepare(m_y);
    m_x->setTickType(QValueAxis::TicksDynamic);
    m_x->setTickAnchor(0);
    plot->addAxis(m_x, Qt::AlignBottom);
    plot->addAxis(m_y, Qt::AlignLeft);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setRubberBand(QChartView::NoRubberBand);
    setMinimumSize(160, 110);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Chart"));
    // A tool tip would cover the data that the pointer is on.
    setWhatsThis(
        tr("Drag: zoom; Shift+drag: move along; Ctrl+wheel: zoom at the pointer; double click or 0: whole "
           "range; click or Enter: the tasks of that step; left and right: read values; up and down: choose a curve"));
    restyle();
    redraw();
}

void ChartView::addSeries(Curve& curve) {
    for (QLineSeries** series : {&curve.raw, &curve.line}) {
        *series = new QLineSeries;
        chart()->addSeries(*series);
        (*series)->attachAxis(m_x);
        (*series)->attachAxis(m_y);
    }
}

void ChartView::removeSeries(Curve& curve) {
    for (QLineSeries** series : {&curve.raw, &curve.line}) {
        if (*series) chart()->removeSeries(*series);
        delete std::exchange(*series, nullptr);
    }
}

void ChartView::setCurves(const QList<NamedCurve>& curves) {
    bool restyled = false;
    for (const NamedCurve& given : curves) {
        Curve* curve = find(given.name);
        if (!curve) {
            m_curves.emplace_back();
            curve = &m_curves.back();
            curve->given.style = given.style;
            restyled = true;
        }
        restyled = restyled || !(curve->given.style == given.style);
        curve->given = given;
        measure(*curve);
    }
    for (Curve& curve : m_curves) {
        if (isCrowded())
            removeSeries(curve);
        else if (!curve.line)
            addSeries(curve);
    }
    if (restyled) restyle();
    redraw();
}

void ChartView::measure(Curve& curve) const {
    curve.values = curveValues(curve.given, m_smoothing);
}

void ChartView::clear() {
    for (Curve& curve : m_curves) removeSeries(curve);
    m_curves.clear();
    m_zoom.reset();
    m_cursor.reset();
    pointAtCurve({});
    redraw();
}

void ChartView::forget() {
    for (Curve& curve : m_curves) {
        curve.given.points.clear();
        curve.given.counts.clear();
        measure(curve);
    }
    m_zoom.reset();
    m_cursor.reset();
    redraw();
}

void ChartView::setCurveVisible(const QString& name, bool visible) {
    if (Curve* curve = find(name)) curve->visible = visible;
    redraw();
}

void ChartView::setSmoothing(double factor) {
    const double smoothing = std::clamp(factor, 0.0, 0.999);
    if (smoothing == m_smoothing) return;
    m_smoothing = smoothing;
    for (Curve& curve : m_curves) measure(curve);
    redraw();
}

void ChartView::setEvents(const QList<ChartEvent>& events) {
    m_events = events;
    describe();
    viewport()->update();
}

void ChartView::setExplanation(const QString& text) {
    m_explanation = text;
    describe();
}

/// A long run has thousands of events: nobody listens to all of them, and the words of all cost more than a frame.
void ChartView::describe() {
    QList<const ChartEvent*> latest(qMin<qsizetype>(kToldEvents, m_events.size()));
    QList<const ChartEvent*> all;
    all.reserve(m_events.size());
    for (const ChartEvent& event : std::as_const(m_events)) all.append(&event);
    std::partial_sort_copy(all.cbegin(), all.cend(), latest.begin(), latest.end(),
                           [](const ChartEvent* one, const ChartEvent* other) { return one->x > other->x; });
    QStringList words;
    for (const ChartEvent* event : std::as_const(latest))
        words.append(QStringLiteral("%1: %2").arg(xText(event->x), event->text));
    const auto earlier = static_cast<int>(m_events.size() - latest.size());
    if (earlier > 0) words.append(tr("%Ln earlier mark(s)", nullptr, earlier));
    QStringList parts{m_explanation, words.join(QStringLiteral("; "))};
    parts.removeAll(QString());
    setAccessibleDescription(parts.join(QLatin1Char('\n')));
}

void ChartView::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

void ChartView::setXName(const QString& name) {
    m_xName = name;
    viewport()->update();
}

void ChartView::setXWhole(bool whole) {
    if (m_xWhole == whole) return;
    m_xWhole = whole;
    redraw();
}

void ChartView::setUnit(const QString& unit) {
    m_unit = unit;
    redraw();
}

void ChartView::setLogarithmic(bool logarithmic) {
    if (m_logarithmic == logarithmic) return;
    m_logarithmic = logarithmic;
    m_y->setLabelsVisible(!logarithmic);
    m_y->setGridLineVisible(!logarithmic);
    redraw();
}

QStringList ChartView::curves() const {
    QStringList names;
    for (const Curve& curve : m_curves) names.append(curve.given.name);
    return names;
}

bool ChartView::isCurveVisible(const QString& name) const {
    const Curve* curve = find(name);
    return curve && curve->visible;
}

std::optional<double> ChartView::lastValue(const QString& name) const {
    const Curve* curve = find(name);
    if (!curve || curve->values.raw.isEmpty()) return std::nullopt;
    return curve->values.raw.back().y();
}

int ChartView::drawnPoints(const QString& name) const {
    const Curve* curve = find(name);
    if (!curve) return 0;
    return curve->line ? static_cast<int>(curve->line->count()) : static_cast<int>(curve->path.size());
}

CurveStyle ChartView::styleOf(const QString& name) const {
    const Curve* curve = find(name);
    return curve ? curve->given.style : CurveStyle{};
}

const CurveValues& ChartView::values(const QString& name) const {
    static const CurveValues kNone;
    const Curve* curve = find(name);
    return curve ? curve->values : kNone;
}

ChartView::Curve* ChartView::find(const QString& name) {
    const auto at =
        std::find_if(m_curves.begin(), m_curves.end(), [&](const Curve& c) { return c.given.name == name; });
    return at == m_curves.end() ? nullptr : &*at;
}

const ChartView::Curve* ChartView::find(const QString& name) const {
    return const_cast<ChartView*>(this)->find(name);
}

bool ChartView::hasData() const {
    return std::any_of(m_curves.begin(), m_curves.end(), [](const Curve& c) { return !c.values.raw.isEmpty(); });
}

/// Also where a line only passes through.
bool ChartView::hasDataIn(double low, double high) const {
    return std::any_of(m_curves.begin(), m_curves.end(), [&](const Curve& curve) {
        const QList<QPointF>& points = curve.values.raw;
        return curve.visible && !points.isEmpty() && points.front().x() <= high && points.back().x() >= low;
    });
}

bool ChartView::isCrowded() const {
    return m_curves.size() > kFullCurves;
}

bool ChartView::bandsOfAll() const {
    const auto counted = std::count_if(m_curves.begin(), m_curves.end(), [](const Curve& curve) {
        return curve.visible && !curve.values.intervals.isEmpty();
    });
    return !isCrowded() && counted <= m_mostBands;
}

QStringList ChartView::banded() const {
    QStringList names;
    const bool all = bandsOfAll();
    for (const Curve& curve : m_curves)
        if (curve.visible && !curve.values.intervals.isEmpty() && (all || curve.given.name == m_pointed))
            names.append(curve.given.name);
    return names;
}

void ChartView::setMostBands(qsizetype most) {
    m_mostBands = most;
    redraw();
}

void ChartView::pointAtCurve(const QString& name) {
    if (m_pointed == name) return;
    m_pointed = name;
    viewport()->update();
    Q_EMIT curvePointed(name);
}

ChartView::Range ChartView::fullRange() const {
    double low = 0;
    double high = 1;
    bool first = true;
    for (const Curve& curve : m_curves) {
        const QList<QPointF>& points = curve.values.raw;
        if (points.isEmpty()) continue;
        low = first ? points.front().x() : std::min(low, points.front().x());
        high = first ? points.back().x() : std::max(high, points.back().x());
        first = false;
    }
    // A single value stands in the middle.
    if (high <= low) return {low - 0.5, low + 0.5};
    return {low, high};
}

ChartView::Range ChartView::xRange() const {
    return m_zoom ? *m_zoom : fullRange();
}

double ChartView::heightOf(double value) const {
    return m_logarithmic ? std::log10(value) : value;
}

QPointF ChartView::toPlot(const QPointF& point) const {
    const QRectF area = chart()->plotArea();
    const auto [low, high] = xRange();
    const auto [bottom, top] = m_heights;
    return {area.left() + area.width() * (point.x() - low) / (high - low),
            area.bottom() - area.height() * (heightOf(point.y()) - bottom) / (top - bottom)};
}

QList<QPointF> ChartView::plotted(const QList<QPointF>& points) const {
    if (!m_logarithmic) return points;
    QList<QPointF> result;
    result.reserve(points.size());
    for (const QPointF& point : points)
        if (isPlotted(point.y())) result.append({point.x(), heightOf(point.y())});
    return result;
}

/// Two points for each pixel show every extreme; of many curves no more than can be painted at once.
int ChartView::pointLimit() const {
    const int wanted = std::clamp(2 * viewport()->width(), kFewestPoints, kDrawnPoints);
    const auto shown =
        std::count_if(m_curves.begin(), m_curves.end(), [](const Curve& curve) { return curve.visible; });
    if (shown <= kFullCurves) return wanted;
    return std::clamp(kDrawnInAll / static_cast<int>(shown), kFewestOfMany, wanted);
}

void ChartView::redraw() {
    const auto [low, high] = xRange();
    const int limit = pointLimit();
    for (Curve& curve : m_curves) {
        const auto drawn = [&, first = low, last = high](const QList<QPointF>& points) {
            return curve.visible ? plotted(decimate(between(points, first, last), limit)) : QList<QPointF>();
        };
        curve.path.clear();
        if (!curve.line) {
            curve.path = drawn(curve.values.shown);
            continue;
        }
        curve.line->replace(drawn(curve.values.shown));
        curve.raw->replace(m_smoothing > 0 ? drawn(curve.values.raw) : QList<QPointF>());
    }
    fitX(low, high);
    fitY(low, high);
    viewport()->update();
}

void ChartView::fitX(double low, double high) {
    const double step = niceStep(high - low, 6);
    const double interval = m_xWhole ? std::max(1.0, step) : step;
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(interval) - 1e-9)), 0, 6);
    const bool large = std::max(std::abs(low), std::abs(high)) >= 1e6;
    m_x->setTickInterval(interval);
    m_x->setLabelFormat(large ? QStringLiteral("%.3g") : QStringLiteral("%.%1f").arg(decimals));
    m_x->setRange(low, high);
}

void ChartView::fitY(double low, double high) {
    double bottom = std::numeric_limits<double>::infinity();
    double top = -bottom;
    const auto include = [&](double value) {
        if (!isPlotted(value) || std::isnan(value)) return;
        bottom = std::min(bottom, value);
        top = std::max(top, value);
    };
    // A band that comes and goes with the pointer must not move the axis.
    const bool bands = bandsOfAll();
    for (const Curve& curve : std::as_const(m_curves)) {
        if (!curve.visible) continue;
        const CurveValues& values = curve.values;
        for (qsizetype i = 0; i < values.raw.size(); ++i) {
            if (values.raw.at(i).x() < low || values.raw.at(i).x() > high) continue;
            include(values.shown.at(i).y());
            if (isCrowded()) continue;
            include(values.raw.at(i).y());
            if (!bands || values.intervals.isEmpty()) continue;
            include(values.intervals.at(i).low);
            include(values.intervals.at(i).high);
        }
    }
    const bool any = bottom <= top;
    // A chart without data here shows no axis that it would have to invent.
    const bool axes = any || hasDataIn(low, high);
    showAxes(hasData(), axes);
    if (!any) {
        // Between two points, a line alone passes.
        for (const Curve& curve : std::as_const(m_curves))
            for (const QPointF& point : curve.line ? curve.line->points() : curve.path)
                include(m_logarithmic ? std::pow(10, point.y()) : point.y());
    }
    if (!(bottom <= top)) std::tie(bottom, top) = Range{m_logarithmic ? 0.1 : 0.0, 1.0};
    setHeights(bottom, top);
}

/// Qt Charts gives a hidden axis no place, and one that appears only with the next layout, which nothing may cause.
void ChartView::showAxes(bool horizontal, bool vertical) {
    if (m_x->isVisible() == horizontal && m_y->isVisible() == vertical) return;
    m_x->setVisible(horizontal);
    m_y->setVisible(vertical);
    chart()->layout()->invalidate();
    chart()->layout()->activate();
}

void ChartView::setHeights(double bottom, double top) {
    // Closer together than this, Qt Charts would cut the labels to dots.
    const int most = std::max(2, static_cast<int>(chart()->plotArea().height() / kLabelGap));
    if (m_logarithmic) {
        const double room = std::max(0.02, 0.05 * (std::log10(top) - std::log10(bottom)));
        m_heights = {std::log10(bottom) - room, std::log10(top) + room};
        m_labels = logarithmicLabels(std::pow(10, m_heights.first), std::pow(10, m_heights.second), most, m_unit);
        m_y->setRange(m_heights.first, m_heights.second);
        return;
    }
    const Scale scale = linearScale(bottom, top, most, m_unit);
    m_heights = {scale.low, scale.high};
    m_labels.clear();
    m_y->setTickCount(scale.ticks);
    m_y->setRange(scale.low, scale.high);
    m_y->setLabelFormat(scale.format);
}

void ChartView::restyle() {
    const Colors colors = colorsOf(*this);
    QFont font = this->font();
    font.setPointSizeF(std::max(7.0, font.pointSizeF() - 1.5));
    for (QValueAxis* axis : {m_x, m_y}) {
        axis->setLabelsFont(font);
        axis->setLabelsBrush(colors.muted);
        axis->setGridLinePen(QPen(colors.border, 1));
        axis->setLinePen(QPen(colors.border, 1));
    }
    m_x->setGridLineVisible(false);
    for (const Curve& curve : std::as_const(m_curves)) {
        if (!curve.line) continue;
        const QColor color = curveColor(colors, curve.given.style);
        QColor faint = color;
        faint.setAlphaF(0.28F);
        curve.line->setPen(QPen(color, 2, curve.given.style.dashed ? Qt::DashLine : Qt::SolidLine));
        curve.raw->setPen(QPen(faint, 1.2));
    }
    setBackgroundBrush(colors.surface);
}

void ChartView::resizeEvent(QResizeEvent* event) {
    // First the plot, then the chart around it: only then does Qt Charts lay its axes out for the new size.
    chart()->setPlotArea(QRectF(QPointF(0, 0), event->size()).marginsRemoved(kAround));
    QChartView::resizeEvent(event);
    const auto longer = [this](const Curve& curve) { return curve.values.raw.size() > kFewestPoints; };
    const bool wider = event->size().width() != event->oldSize().width();
    if (wider && std::any_of(m_curves.cbegin(), m_curves.cend(), longer)) {
        redraw();
    } else {
        const auto [low, high] = xRange();
        fitY(low, high);
    }
}

void ChartView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) restyle();
}

}  // namespace azr::widgets
