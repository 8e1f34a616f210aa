#include "ui/charts/difference_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "ui/bridge/workspace.h"
#include "ui/charts/compared_run.h"
#include "ui/labels.h"
#include "ui/pages/exporting/chart_saving.h"
#include "widgets/charts/chart_panel.h"

namespace azr::ui {

namespace {

constexpr double kNoInterval = std::numeric_limits<double>::quiet_NaN();

/// The values of one metric by step, with what they were counted from.
std::map<int, CountedShare> valuesOf(const QString& metric, const MetricSeries& series, const ShareCounts& counts) {
    const QList<QPointF> points = series.points(metric);
    const QList<double> counted = counts.of(metric, points, series);
    std::map<int, CountedShare> values;
    for (qsizetype i = 0; i < points.size(); ++i)
        values[qRound(points.at(i).x())] = {points.at(i).y(), counted.isEmpty() ? 0 : counted.at(i)};
    return values;
}

/// Decimals so that the interval has two digits that say something.
QString figure(double value, double width, const QString& unit) {
    const double size = width > 0 ? width : std::abs(value);
    const int decimals = size > 0 ? std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 8) : 1;
    return (value > 0 ? QStringLiteral("+") : QString()) + labels::number(value, decimals) + unit;
}

}  // namespace

std::optional<RunPair> pairOf(const store::RunRow& one, const store::RunRow& other) {
    if (other.forkedFrom.valid() && other.forkedFrom == one.id) return RunPair{one, other, other.forkedAt};
    if (one.forkedFrom.valid() && one.forkedFrom == other.id) return RunPair{other, one, one.forkedAt};
    if (one.forkedFrom.valid() && one.forkedFrom == other.forkedFrom)
        return RunPair{one, other, std::min(one.forkedAt, other.forkedAt)};
    return std::nullopt;
}

DifferenceView::DifferenceView(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_choice(new QComboBox(this)),
      m_sentence(new QLabel(this)),
      m_panel(new widgets::ChartPanel(tr("difference"), QString(), this)),
      m_drawing(new QTimer(this)),
      m_left(workspace.background()),
      m_right(workspace.background()) {
    m_choice->setAccessibleName(tr("Number whose difference is shown"));
    m_choice->setToolTip(tr("One of the charts of the comparison; more are added with Choose metrics…"));
    m_sentence->setWordWrap(true);
    m_sentence->setAccessibleName(tr("What the difference comes to"));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_panel->setXName(tr("step"));
    m_panel->chart().setEmptyText(tr("Neither run has gone on from the fork yet"));
    m_drawing->setSingleShot(true);
    m_drawing->setInterval(0);
    auto* label = new QLabel(tr("Differen&ce of"), this);
    label->setBuddy(m_choice);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_choice);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 6, 0);
    column->setSpacing(10);
    column->addLayout(row);
    column->addWidget(m_sentence);
    column->addWidget(m_panel, 1);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &DifferenceView::read);
    connect(m_drawing, &QTimer::timeout, this, &DifferenceView::draw);
    for (Side* side : {&m_left, &m_right}) {
        connect(&side->series, &MetricSeries::changed, this, [this] { m_drawing->start(); });
        connect(&side->counts, &ShareCounts::changed, this, [this] { m_drawing->start(); });
    }
    saveInto(workspace, *m_panel);
    connect(&workspace.bridge(), &SessionBridge::rowsChanged, this, [this](RunId run, quint32 tables) {
        if (!m_pair || (tables & store::Table::Metrics) == 0) return;
        for (auto [of, side] : {std::pair(&m_pair->left, &m_left), std::pair(&m_pair->right, &m_right)}) {
            if (of->id != run) continue;
            side->series.refresh();
            side->counts.refresh();
        }
    });
}

void DifferenceView::setCharts(const QList<ComparedChart>& charts) {
    const QString before = m_choice->currentText();
    m_charts = charts;
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    for (const ComparedChart& chart : charts) m_choice->addItem(chart.title);
    m_choice->setCurrentIndex(std::max(0, m_choice->findText(before)));
    read();
}

void DifferenceView::showPair(const RunPair& pair, const QString& leftTitle, const QString& rightTitle) {
    m_pair = pair;
    m_leftTitle = leftTitle;
    m_rightTitle = rightTitle;
    read();
    m_left.series.setRun(pair.left.id);
    m_left.counts.setRun(pair.left.id);
    m_right.series.setRun(pair.right.id);
    m_right.counts.setRun(pair.right.id);
}

void DifferenceView::choose(int chart) {
    m_choice->setCurrentIndex(chart);
}

QString DifferenceView::sentence() const {
    return m_sentence->text();
}

void DifferenceView::read() {
    if (!m_pair || m_choice->currentIndex() < 0) return;
    const QStringList metrics = m_charts.at(m_choice->currentIndex()).metrics;
    QStringList wanted = metrics + ShareCounts::metricsFor(metrics);
    wanted.removeDuplicates();
    for (Side* side : {&m_left, &m_right}) {
        side->series.setWanted(wanted);
        side->counts.setShares(metrics);
    }
    m_drawing->start();
}

/// Of each step after the fork what both runs have measured, as means over the metrics of the chart.
QList<PairedPoint> DifferenceView::points() const {
    struct Both {
        std::vector<CountedShare> left, right;
    };
    std::map<int, Both> steps;
    for (const QString& metric : m_charts.at(m_choice->currentIndex()).metrics) {
        const auto left = valuesOf(metric, m_left.series, m_left.counts);
        const auto right = valuesOf(metric, m_right.series, m_right.counts);
        for (const auto& [step, value] : left) {
            const auto twin = right.find(step);
            if (step <= m_pair->forkedAt || twin == right.end()) continue;
            steps[step].left.push_back(value);
            steps[step].right.push_back(twin->second);
        }
    }
    QList<PairedPoint> points;
    for (const auto& [step, both] : steps) points.append({double(step), meanShare(both.left), meanShare(both.right)});
    return points;
}

void DifferenceView::draw() {
    if (!m_pair || m_choice->currentIndex() < 0) return;
    const ComparedChart& chart = m_charts.at(m_choice->currentIndex());
    const QList<PairedPoint> paired = points();
    m_difference = pairedDifference({paired.constData(), static_cast<std::size_t>(paired.size())});
    widgets::NamedCurve curve{tr("difference"), {}, {0, false}};
    for (const StepDifference& step : std::as_const(m_difference.steps)) {
        curve.points.append({step.step, step.by * chart.scale});
        const auto interval = step.interval.value_or(widgets::Interval{kNoInterval, kNoInterval});
        curve.intervals.append({interval.low * chart.scale, interval.high * chart.scale});
    }
    m_panel->setTitle(tr("%1: %2 minus %3").arg(chart.title, m_rightTitle, m_leftTitle), chart.explanation);
    m_panel->chart().setUnit(chart.unit);
    m_panel->clear();
    if (!curve.points.isEmpty()) {
        const widgets::NamedCurve none{
            tr("no difference"), {{curve.points.front().x(), 0}, {curve.points.back().x(), 0}}, {7, true}};
        m_panel->setCurves({curve, none});
    }
    m_sentence->setText(told(paired));
    Q_EMIT drawn();
}

QString DifferenceView::basisText(const QList<PairedPoint>& points) const {
    const int steps = static_cast<int>(points.size());
    if (m_difference.basis == PairedDifference::Basis::Counts)
        return tr("It rests on what was counted at %n step(s) of both runs.", nullptr, steps);
    return tr("It rests on the differences of %n step(s), in blocks of %1.", nullptr, steps).arg(m_difference.block);
}

QString DifferenceView::told(const QList<PairedPoint>& points) const {
    const ComparedChart& chart = m_charts.at(m_choice->currentIndex());
    const int steps = static_cast<int>(points.size());
    // Two shares differ by points: 3 % of what would be another question.
    const QString unit = chart.unit == QStringLiteral(" %") ? tr(" points") : chart.unit;
    if (steps == 0)
        return tr("Since step %1, up to which they are the same, there is no step at which both measured this.")
            .arg(m_pair->forkedAt);
    if (m_difference.identical)
        return tr("The same in both runs at all %n step(s) after step %1.", nullptr, steps).arg(m_pair->forkedAt);
    const double width =
        m_difference.interval ? (m_difference.interval->high - m_difference.interval->low) * chart.scale : 0;
    const QString mean = figure(m_difference.mean * chart.scale, width, unit);
    if (!m_difference.interval)
        return tr("On average %1 over %n step(s), which are too few for an interval: nothing is shown by it.", nullptr,
                  steps)
            .arg(mean);
    const QString low = figure(m_difference.interval->low * chart.scale, width, unit);
    const QString high = figure(m_difference.interval->high * chart.scale, width, unit);
    const QString basis = basisText(points);
    if (!m_difference.isClear())
        return tr("No difference is shown: on average %1, with a 95% interval of %2 to %3 that holds zero. %4")
            .arg(mean, low, high, basis);
    return (m_difference.mean > 0 ? tr("Higher in %1: on average %2, with a 95% interval of %3 to %4. %5")
                                  : tr("Lower in %1: on average %2, with a 95% interval of %3 to %4. %5"))
        .arg(m_rightTitle, mean, low, high, basis);
}

}  // namespace azr::ui
