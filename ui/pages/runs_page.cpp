#include "ui/pages/runs_page.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/config/run_fields.h"
#include "ui/actions.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"
#include "widgets/diff_view.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kWidestName = 260;

/// Each chart lays one number of both runs over each other: the mean over its metrics.
struct ComparedChart {
    QString title, explanation, unit;
    double scale;
    QStringList metrics;
};

QList<ComparedChart> comparedCharts() {
    QList<ComparedChart> charts;
    const QList<ChartSpec> specs = trainingCharts();
    // Charts that overlay two notions would average unlike things: their first three curves are one notion.
    for (const ChartSpec& spec : specs) {
        QStringList metrics;
        for (qsizetype i = 0; i < qMin<qsizetype>(3, spec.curves.size()); ++i) metrics.append(spec.curves.at(i).metric);
        if (spec.curves.size() >= 3 && !metrics.front().startsWith("novelty/"))
            charts.append({spec.title, spec.explanation, spec.unit, spec.scale, metrics});
    }
    return charts;
}

QList<QPointF> meanCurve(const std::map<std::string, std::vector<store::MetricPoint>>& curves,
                         const QStringList& metrics, double scale) {
    std::map<int, std::pair<double, int>> sums;
    for (const QString& metric : metrics) {
        const auto curve = curves.find(metric.toStdString());
        if (curve == curves.end()) continue;
        for (const store::MetricPoint& point : curve->second) {
            sums[point.step].first += point.value;
            ++sums[point.step].second;
        }
    }
    QList<QPointF> points;
    for (const auto& [step, sum] : sums) points.append({double(step), scale * sum.first / sum.second});
    return points;
}

QList<widgets::ChartEvent> eventsOf(const QString& run, const std::vector<store::ConfigChangeRow>& changes) {
    QList<widgets::ChartEvent> events;
    for (const store::ConfigChangeRow& row : changes)
        events.append({double(row.step), QStringLiteral("%1: %2").arg(run, labels::change(row))});
    return events;
}

/// What was changed of a field while the run trained.
QString noteOf(const std::string& path, const QString& run, const std::vector<store::ConfigChangeRow>& changes) {
    QString note;
    for (const store::ConfigChangeRow& row : changes)
        if (row.path == path)
            note += RunsPage::tr("%1: %2 to %3 at step %4. ")
                        .arg(run, labels::text(row.before), labels::text(row.after))
                        .arg(row.step);
    return note;
}

QPushButton* button(const QString& text, const QString& explanation, QWidget* parent) {
    auto* result = new QPushButton(text, parent);
    result->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    result->setToolTip(explanation);
    return result;
}

}  // namespace

RunsPage::RunsPage(Workspace& workspace, const Actions& actions, QWidget* parent)
    : Page(workspace, parent),
      m_actions(actions),
      m_model(new RunTableModel(this)),
      m_table(new widgets::CopyableTable(this)),
      m_open(button(tr("&Show this run"), tr("Curves, tasks and buffers as they were"), this)),
      m_compare(button(tr("Co&mpare two runs"), tr("Choose two rows: their curves over each other, and their settings"),
                       this)),
      m_continue(button(tr("C&ontinue this run"),
                        tr("Train it on from its last checkpoint; without one it starts over"), this)),
      m_lower(new QStackedWidget(this)) {
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setEmptyText(tr("No runs yet. Start the demo, or a new run."));
    m_table->setItemDelegateForColumn(RunTableModel::State, new widgets::StatusDelegate(m_table));
    m_table->setColumnWidths({90, 120, 84, 60, 56, 172, 96, 140, 80});
    m_table->keepLastColumn(80, {RunTableModel::Seed, RunTableModel::Preset});
    auto* hint = new QLabel(tr("Choose two runs to lay their curves over each other and list the settings that differ"),
                            m_lower);
    hint->setObjectName(QStringLiteral("muted"));
    hint->setAlignment(Qt::AlignCenter);
    m_lower->addWidget(hint);
    m_lower->addWidget(makeComparison());
    arrange();

    connect(&workspace, &Workspace::runsChanged, this, [this] {
        m_model->setRuns(this->workspace().runs());
        fitColumns();
        selectionChanged();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::selectionChanged);
    connect(m_table, &widgets::CopyableTable::activatedRow, this, &RunsPage::openSelected);
    connect(m_open, &QPushButton::clicked, this, &RunsPage::openSelected);
    connect(m_continue, &QPushButton::clicked, this, &RunsPage::continueSelected);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &RunsPage::selectionChanged);
    connect(&workspace.bridge(), &SessionBridge::accessChanged, this, &RunsPage::selectionChanged);
    connect(m_compare, &QPushButton::clicked, this, [this] {
        const QList<int> rows = selectedRows();
        if (rows.size() == 2) compare(m_model->run(rows.at(1)).id, m_model->run(rows.at(0)).id);
    });
    selectionChanged();
}

void RunsPage::arrange() {
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_open, m_compare, m_continue}) buttons->addWidget(one);
    buttons->addStretch(1);
    auto* upper = new QWidget(this);
    auto* upperColumn = new QVBoxLayout(upper);
    upperColumn->setContentsMargins(0, 0, 0, 0);
    upperColumn->addWidget(m_table, 1);
    upperColumn->addLayout(buttons);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setObjectName(QStringLiteral("runs"));
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(upper);
    split->addWidget(m_lower);
    split->setSizes({230, 420});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->addWidget(split);
}

QWidget* RunsPage::makeComparison() {
    auto* tabs = new QTabWidget(m_lower);
    tabs->setAccessibleName(tr("Comparison"));
    auto* scroll = new QScrollArea(tabs);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Curves of both runs"));
    auto* canvas = new QWidget(scroll);
    canvas->setObjectName(QStringLiteral("canvas"));
    auto* grid = new QGridLayout(canvas);
    grid->setContentsMargins(0, 10, 6, 0);
    grid->setSpacing(12);
    int index = 0;
    for (const ComparedChart& chart : comparedCharts()) {
        auto* panel = new widgets::ChartPanel(chart.title, chart.explanation, canvas);
        panel->setMinimumHeight(210);
        panel->chart().setUnit(chart.unit);
        panel->chart().setXName(tr("step"));
        panel->chart().setEmptyText(tr("Neither run has measured this"));
        grid->addWidget(panel, index / 3, index % 3);
        m_panels.append(panel);
        ++index;
    }
    scroll->setWidget(canvas);
    m_diff = new widgets::DiffView(tabs);
    m_diff->setNoteTitle(tr("Changed while training"));
    tabs->addTab(scroll, tr("C&urves"));
    tabs->addTab(m_diff, tr("Setti&ngs"));
    auto* page = new QWidget(m_lower);
    m_compared = new QLabel(page);
    m_compared->setObjectName(QStringLiteral("sectionTitle"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_compared);
    column->addWidget(tabs, 1);
    return page;
}

QList<int> RunsPage::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// Names are shown whole, up to a width that leaves room for the others; what a person made wider stays so.
void RunsPage::fitColumns() {
    for (const int column : {RunTableModel::Number, RunTableModel::Preset, RunTableModel::Model}) {
        if (m_table->isColumnHidden(column)) continue;
        const int wanted = std::min(m_table->sizeHintOfColumn(column), kWidestName);
        if (m_table->columnWidth(column) < wanted) m_table->setColumnWidth(column, wanted);
    }
}

void RunsPage::selectionChanged() {
    const qsizetype count = selectedRows().size();
    m_open->setEnabled(count == 1);
    m_compare->setEnabled(count == 2);
    SessionBridge& bridge = workspace().bridge();
    m_continue->setEnabled(count == 1 && !bridge.isTraining() && !bridge.readOnly());
}

void RunsPage::continueSelected() {
    openSelected();
    m_actions.resumeRun->trigger();
}

void RunsPage::openSelected() {
    const QList<int> rows = selectedRows();
    if (rows.size() != 1) return;
    workspace().show(m_model->run(rows.front()).id);
    Q_EMIT runOpened();
}

void RunsPage::compare(RunId left, RunId right) {
    workspace().background().read(
        this, [left, right](store::Reader& reader) { return readComparison(reader, left, right); },
        [this](Result<Comparison> comparison) {
            if (comparison)
                showComparison(*comparison);
            else
                Q_EMIT workspace().messageForUser(labels::error(comparison.error()), true);
        });
}

Result<RunsPage::Comparison> RunsPage::readComparison(store::Reader& reader, RunId left, RunId right) {
    Comparison result;
    AZR_TRY(result.left, reader.run(left));
    AZR_TRY(result.right, reader.run(right));
    AZR_TRY(result.leftChanges, reader.configChanges(left));
    AZR_TRY(result.rightChanges, reader.configChanges(right));
    for (const ComparedChart& chart : comparedCharts()) {
        for (const QString& metric : chart.metrics) {
            const std::string name = metric.toStdString();
            AZR_TRY(result.leftCurves[name], reader.series(left, name, -1));
            AZR_TRY(result.rightCurves[name], reader.series(right, name, -1));
        }
    }
    return result;
}

void RunsPage::showComparison(const Comparison& comparison) {
    const QString left = runTitle(comparison.left);
    const QString right = runTitle(comparison.right);
    m_compared->setText(tr("%1 (solid) and %2 (dashed), means over the kinds").arg(left, right));
    const QList<widgets::ChartEvent> events =
        eventsOf(left, comparison.leftChanges) + eventsOf(right, comparison.rightChanges);
    const QList<ComparedChart> charts = comparedCharts();
    for (int i = 0; i < charts.size(); ++i) {
        const ComparedChart& chart = charts.at(i);
        m_panels.at(i)->clear();
        const QList<QPointF> first = meanCurve(comparison.leftCurves, chart.metrics, chart.scale);
        const QList<QPointF> second = meanCurve(comparison.rightCurves, chart.metrics, chart.scale);
        QList<widgets::NamedCurve> curves;
        if (!first.isEmpty()) curves.append({left, first, {0, false}});
        if (!second.isEmpty()) curves.append({right, second, {1, true}});
        m_panels.at(i)->setCurves(curves);
        m_panels.at(i)->chart().setEvents(events);
    }
    QList<widgets::DiffRow> rows;
    const auto leftConfig =
        parseJson(comparison.left.inForce()).and_then([](const Json& j) { return config::storedConfig(j); });
    const auto rightConfig =
        parseJson(comparison.right.inForce()).and_then([](const Json& j) { return config::storedConfig(j); });
    if (leftConfig && rightConfig) {
        for (const config::Field& field : config::runFields()) {
            const auto one = config::getField(*leftConfig, field.path);
            const auto other = config::getField(*rightConfig, field.path);
            if (one && other)
                rows.append({labels::text(field.path), labels::text(*one), labels::text(*other),
                             noteOf(field.path, left, comparison.leftChanges) +
                                 noteOf(field.path, right, comparison.rightChanges)});
        }
    }
    m_diff->setSides(left, right);
    m_diff->setRows(rows);
    m_lower->setCurrentIndex(1);
}

}  // namespace azr::ui
