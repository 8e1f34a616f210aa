#include "ui/diversity/task_map.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/charts/scatter_view.h"
#include "widgets/forms/flow_layout.h"
#include "widgets/forms/number_entry.h"

namespace azr::ui {

namespace {

/// Solve rates and complexities are few numbers: drawn a little beside their place, many tasks look like many.
constexpr double kSpreadComplexity = 0.36, kSpreadSolved = 0.03;
constexpr double kMapMargin = 0.5, kSolvedMargin = 0.06;

/// -0.5 .. 0.5, the same for a task whenever it is drawn.
double spreadOf(std::int64_t task, std::uint64_t salt) {
    std::uint64_t mixed = (static_cast<std::uint64_t>(task) + salt) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 29;
    mixed *= 0xBF58476D1CE4E5B9ULL;
    return static_cast<double>((mixed >> 40) & 0xFFFF) / 65535.0 - 0.5;
}

}  // namespace

TaskMap::TaskMap(QWidget* parent)
    : QWidget(parent),
      m_view(new widgets::ScatterView(this)),
      m_lowComplexity(makeBound(tr("Complexity from"), 1, 1)),
      m_highComplexity(makeBound(tr("Complexity to"), 1, 1)),
      m_lowSolved(makeBound(tr("Solved from"), 0.05, 3)),
      m_highSolved(makeBound(tr("Solved to"), 0.05, 3)),
      m_count(new QLabel(this)),
      m_show(new QPushButton(tr("Show these tas&ks"), this)) {
    m_view->setAccessibleName(tr("Map of tasks: solve rate against complexity"));
    m_view->setAccessibleDescription(
        tr("Each dot is a task that solvers tried. Arrow keys move the brush, with Shift its corner, Enter shows its "
           "tasks."));
    m_view->setToolTip(
        tr("Each dot is a valid task that solvers tried, drawn a little beside its place where many "
           "have the same. Drag to choose some of them."));
    m_view->setAxes(tr("cognitive complexity"), tr("solve rate"));
    m_view->setEmptyText(tr("Tasks appear here once solvers tried them."));
    m_show->setAccessibleName(tr("Show these tasks"));
    m_show->setToolTip(tr("Opens the table of tasks with these ranges"));
    m_count->setObjectName(QStringLiteral("muted"));
    auto* row = new QWidget(this);
    auto* fields = new widgets::FlowLayout(row, 8);
    const auto group = [&](const QString& text, QDoubleSpinBox* low, QDoubleSpinBox* high) {
        auto* box = new QWidget(row);
        auto* layout = new QHBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(new QLabel(text, box));
        layout->addWidget(low);
        layout->addWidget(new QLabel(QStringLiteral("–"), box));
        layout->addWidget(high);
        fields->addWidget(box);
    };
    group(tr("Complexity"), m_lowComplexity, m_highComplexity);
    group(tr("Solved"), m_lowSolved, m_highSolved);
    fields->addWidget(m_show);
    fields->addWidget(m_count);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(10);
    column->addWidget(m_view, 1);
    column->addWidget(row);
    connect(m_view, &widgets::ScatterView::brushed, this, &TaskMap::brushed);
    connect(m_view, &widgets::ScatterView::chosen, this, &TaskMap::want);
    connect(m_show, &QPushButton::clicked, this, &TaskMap::want);
    setPoints({});
}

QDoubleSpinBox* TaskMap::makeBound(const QString& name, double step, int decimals) {
    auto* box = new widgets::NumberBox(this);
    box->setAccessibleName(name);
    box->findChild<QLineEdit*>()->setAccessibleName(name);
    box->setToolTip(name);
    box->setDecimals(decimals);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);  // keys and wheel do the same
    box->setSingleStep(step);
    box->setKeyboardTracking(false);
    connect(box, &QDoubleSpinBox::valueChanged, this, &TaskMap::boundsChanged);
    return box;
}

void TaskMap::setPoints(std::vector<diversity::MapPoint> points) {
    m_points = std::move(points);
    double most = 4;
    QList<QPointF> drawn;
    drawn.reserve(static_cast<qsizetype>(m_points.size()));
    for (const diversity::MapPoint& point : m_points) {
        most = std::max(most, static_cast<double>(point.complexity));
        drawn.append({point.complexity + kSpreadComplexity * spreadOf(point.task.value, 1),
                      point.solveRate + kSpreadSolved * spreadOf(point.task.value, 2)});
    }
    m_view->setRange(
        QRectF(QPointF(-kMapMargin, -kSolvedMargin), QPointF(std::ceil(most) + kMapMargin, 1 + kSolvedMargin)));
    m_view->setPoints(drawn);
    for (QDoubleSpinBox* box : {m_lowComplexity, m_highComplexity}) {
        const QSignalBlocker quiet(box);
        box->setRange(0, std::ceil(most));
    }
    for (QDoubleSpinBox* box : {m_lowSolved, m_highSolved}) {
        const QSignalBlocker quiet(box);
        box->setRange(0, 1);
    }
    brushed();
}

void TaskMap::brushed() {
    const auto& brush = m_view->brush();
    const QRectF whole(QPointF(0, 0), QPointF(m_highComplexity->maximum(), 1));
    const QRectF shown = brush.value_or(whole);
    const std::pair<QDoubleSpinBox*, double> values[] = {{m_lowComplexity, shown.left()},
                                                         {m_highComplexity, shown.right()},
                                                         {m_lowSolved, shown.top()},
                                                         {m_highSolved, shown.bottom()}};
    for (const auto& [box, value] : values) {
        const QSignalBlocker quiet(box);
        box->setValue(value);
    }
    tellCount();
}

void TaskMap::boundsChanged() {
    const QPointF low(m_lowComplexity->value(), m_lowSolved->value());
    const QPointF high(m_highComplexity->value(), m_highSolved->value());
    m_view->setBrush(QRectF(low, high).normalized());
    tellCount();
}

qsizetype TaskMap::chosenTasks() const {
    if (!m_view->brush()) return 0;
    const QVariantMap bounds = filter();
    const auto bound = [&](const char* name) { return bounds.value(QLatin1String(name)).toDouble(); };
    const double left = bound("complexity.least"), right = bound("complexity.most");
    const double bottom = bound("solve_rate.least"), top = bound("solve_rate.most");
    return std::ranges::count_if(m_points, [&](const diversity::MapPoint& point) {
        return point.complexity >= left && point.complexity <= right && point.solveRate >= bottom &&
               point.solveRate <= top;
    });
}

QVariantMap TaskMap::filter() const {
    if (!m_view->brush()) return {};
    const auto [lowComplexity, highComplexity] = std::minmax({m_lowComplexity->value(), m_highComplexity->value()});
    const auto [lowSolved, highSolved] = std::minmax({m_lowSolved->value(), m_highSolved->value()});
    return {{QStringLiteral("complexity.least"), lowComplexity},
            {QStringLiteral("complexity.most"), highComplexity},
            {QStringLiteral("solve_rate.least"), lowSolved},
            {QStringLiteral("solve_rate.most"), highSolved}};
}

void TaskMap::tellCount() {
    const bool any = m_view->brush().has_value();
    m_show->setEnabled(any);
    const QLocale locale;
    m_count->setText(
        any ? tr("%1 of %2 tasks").arg(locale.toString(chosenTasks()), locale.toString(qsizetype(m_points.size())))
            : tr("Tasks on the map: %1").arg(locale.toString(qsizetype(m_points.size()))));
}

void TaskMap::want() {
    if (m_view->brush()) Q_EMIT tasksWanted(filter());
}

}  // namespace azr::ui
