#include "ui/charts/comparison_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSettings>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <optional>

#include "core/config/run_fields.h"
#include "core/selfplay/kinds.h"
#include "ui/bridge/workspace.h"
#include "ui/charts/chart_specs.h"
#include "ui/charts/difference_view.h"
#include "ui/charts/metric_browser.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/exporting/chart_saving.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/diff_view.h"

namespace azr::ui {

namespace {

constexpr char kChosen[] = "charts/compared";
constexpr int kAcross = 3;
constexpr int kLowPanel = 210;
constexpr int kDifferenceTab = 2;
constexpr int kPointsOfMany = 500;   ///< of each of many curves: more than are drawn
constexpr int kRestMs = 80;          ///< so long the pointer rests on a curve that is meant
constexpr std::size_t kColours = 8;  ///< runs beyond them are dashed

using Kinds = std::vector<selfplay::TaskKind>;

/// Of these kinds the first notion of each chart: one that overlays two would average unlike things.
QList<ComparedChart> comparedCharts(const QStringList& chosen, const Kinds& kinds) {
    QList<ComparedChart> charts;
    for (const ChartSpec& spec : trainingCharts()) {
        if (!spec.curves.front().kind) continue;
        QStringList metrics;
        for (const selfplay::TaskKind kind : kinds) {
            const auto curve = std::ranges::find(spec.curves, std::optional(kind), &CurveSpec::kind);
            if (curve != spec.curves.end()) metrics.append(curve->metric);
        }
        charts.append({spec.title, spec.explanation, spec.unit, spec.scale, metrics});
    }
    for (const QString& metric : chosen) {
        const ChartSpec spec = chartOf(metric, {metric});
        charts.append({metric, spec.explanation, spec.unit, spec.scale, {metric}});
    }
    return charts;
}

/// What was changed of a field while the run trained.
QString noteOf(const std::string& path, const QString& run, const std::vector<store::ConfigChangeRow>& changes) {
    QString note;
    for (const store::ConfigChangeRow& row : changes)
        if (row.path == path)
            note += ComparisonView::tr("%1: %2 to %3 at step %4. ")
                        .arg(run, labels::text(row.before), labels::text(row.after))
                        .arg(row.step);
    return note;
}

/// Runs of one name are told apart by their number.
QString titleAmong(const store::RunRow& run, const std::vector<store::RunRow>& all) {
    const QString title = runTitle(run);
    const auto same = std::count_if(all.begin(), all.end(), [&](const auto& one) { return runTitle(one) == title; });
    return same > 1 ? ComparisonView::tr("%1 (run %2)").arg(title).arg(run.id.value) : title;
}

Result<config::RunConfig> configOf(const store::RunRow& row) {
    return parseJson(row.inForce()).and_then([](const Json& json) { return config::storedConfig(json); });
}

/// The kinds that all of the runs train: means over others would compare unlike things.
Result<Kinds> commonKinds(store::Reader& reader, const QList<RunId>& runs) {
    Kinds kinds(selfplay::kKinds.begin(), selfplay::kKinds.end());
    for (const RunId run : runs) {
        AZR_TRY(const store::RunRow row, reader.run(run));
        const config::SelfPlayConfig trained = configOf(row).value_or(config::RunConfig()).selfplay;
        std::erase_if(kinds, [&](selfplay::TaskKind kind) { return !selfplay::isEnabled(kind, trained); });
    }
    return kinds;
}

QString namesOf(const Kinds& kinds) {
    QStringList names;
    for (const selfplay::TaskKind kind : kinds) names.append(labels::kind(kindName(kind)));
    return names.isEmpty() ? ComparisonView::tr("no kind, as they share none") : names.join(QStringLiteral(", "));
}

}  // namespace

ComparisonView::ComparisonView(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_title(new QLabel(this)),
      m_tabs(new QTabWidget(this)),
      m_chosen(QSettings().value(kChosen).toStringList()),
      m_drawing(new QTimer(this)),
      m_pointing(new QTimer(this)) {
    m_drawing->setInterval(0);
    connect(m_drawing, &QTimer::timeout, this, &ComparisonView::showNext);
    m_pointing->setSingleShot(true);
    m_pointing->setInterval(kRestMs);
    connect(m_pointing, &QTimer::timeout, this, &ComparisonView::readPointed);
    m_title->setObjectName(QStringLiteral("sectionTitle"));
    m_title->setWordWrap(true);
    auto* add = new QToolButton(this);
    add->setText(tr("Choose metrics…"));
    add->setAccessibleName(tr("Choose metrics to compare"));
    add->setToolTip(tr("Charts of any metric, beside the usual ones"));
    connect(add, &QToolButton::clicked, this, &ComparisonView::choose);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(add);
    makeTabs();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(head);
    column->addWidget(m_tabs, 1);
    makePanels();
}

void ComparisonView::makeTabs() {
    m_tabs->setAccessibleName(tr("Comparison"));
    auto* scroll = new QScrollArea(m_tabs);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Curves of the runs"));
    m_canvas = new QWidget(scroll);
    m_canvas->setObjectName(QStringLiteral("canvas"));
    m_grid = new QGridLayout(m_canvas);
    m_grid->setContentsMargins(0, 10, 6, 0);
    m_grid->setSpacing(12);
    for (int column = 0; column < kAcross; ++column) m_grid->setColumnStretch(column, 1);
    scroll->setWidget(m_canvas);
    m_diff = new widgets::DiffView(m_tabs);
    m_diff->setNoteTitle(tr("Changed while training"));
    m_tabs->addTab(scroll, tr("C&urves"));
    m_difference = new DifferenceView(m_workspace, m_tabs);
    m_tabs->addTab(m_diff, tr("Setti&ngs"));
    m_tabs->addTab(m_difference, tr("&Difference"));
    m_tabs->setTabVisible(kDifferenceTab, false);
}

void ComparisonView::makePanels() {
    qDeleteAll(m_panels);
    m_panels.clear();
    m_charts = comparedCharts(m_chosen, m_kinds);
    for (const ComparedChart& chart : std::as_const(m_charts)) {
        auto* panel = new widgets::ChartPanel(chart.title, chart.explanation, m_canvas);
        panel->setMinimumHeight(kLowPanel);
        panel->chart().setUnit(chart.unit);
        panel->setXName(tr("step"));
        panel->chart().setEmptyText(tr("None of the runs has measured this"));
        panel->chart().setMostBands(kBands);
        const int index = static_cast<int>(m_panels.size());
        m_grid->addWidget(panel, index / kAcross, index % kAcross);
        saveInto(m_workspace, *panel);
        connect(&panel->chart(), &widgets::ChartView::curvePointed, this,
                [this, index](const QString& run) { curvePointed(index, run); });
        connect(panel, &widgets::ChartPanel::enlargeWanted, this, [this, panel] {
            const bool alone = !panel->isEnlarged();
            for (widgets::ChartPanel* one : std::as_const(m_panels)) {
                one->setEnlarged(alone && one == panel);
                one->setVisible(!alone || one == panel);
            }
        });
        m_panels.append(panel);
    }
    m_difference->setCharts(m_charts);
}

void ComparisonView::choose() {
    auto* browser = new MetricBrowser(m_workspace.background(), m_runs.isEmpty() ? RunId{} : m_runs.front(), this);
    browser->setAttribute(Qt::WA_DeleteOnClose);
    browser->setChart({}, m_chosen);
    browser->allowNothing();
    connect(browser, &QDialog::accepted, this, [this, browser] { setChosen(browser->metrics()); });
    browser->open();
}

void ComparisonView::setChosen(const QStringList& metrics) {
    m_chosen = metrics;
    QSettings().setValue(kChosen, metrics);
    makePanels();
    if (!m_runs.isEmpty()) begin(m_runs);
}

void ComparisonView::compare(const QList<RunId>& runs) {
    m_groups.clear();
    begin(runs);
}

void ComparisonView::compareGroups(const QList<ComparedGroup>& groups) {
    m_groups = groups;
    QList<RunId> runs;
    for (const ComparedGroup& group : groups) runs += group.runs;
    begin(runs);
}

void ComparisonView::begin(const QList<RunId>& runs) {
    m_runs = runs;
    m_read.clear();
    m_drawing->stop();
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->clear();
    m_workspace.background().read(
        this, [runs](store::Reader& reader) { return commonKinds(reader, runs); },
        [this, generation = ++m_generation](Result<Kinds> kinds) {
            if (generation != m_generation) return;
            if (!kinds) {
                Q_EMIT m_workspace.messageForUser(labels::error(kinds.error()), true);
                return;
            }
            m_kinds = std::move(*kinds);
            m_charts = comparedCharts(m_chosen, m_kinds);
            m_difference->setCharts(m_charts);
            readNext(generation, 0);
        });
}

/// Too many to draw each of them whole. Of groups every point is read: means are taken step by step.
bool ComparisonView::isCrowd() const {
    return m_groups.isEmpty() && m_runs.size() > widgets::ChartView::kFullCurves;
}

void ComparisonView::readNext(quint64 generation, qsizetype index) {
    if (index >= m_runs.size()) {
        showAll();
        return;
    }
    m_title->setText(tr("Reading run %1 of %2…").arg(index + 1).arg(m_runs.size()));
    const int most = isCrowd() ? kPointsOfMany : 0;
    m_workspace.background().read(
        this,
        [run = m_runs.at(index), charts = m_charts, most, intervals = most == 0 && m_groups.isEmpty()](
            store::Reader& reader) { return readComparedRun(reader, run, charts, most, intervals); },
        [this, generation, index](Result<ComparedRun> read) {
            if (generation != m_generation) return;
            if (!read) {
                Q_EMIT m_workspace.messageForUser(labels::error(read.error()), true);
                return;
            }
            m_read.push_back(std::move(*read));
            readNext(generation, index + 1);
        });
}

void ComparisonView::showAll() {
    std::vector<store::RunRow> rows;
    for (const ComparedRun& read : m_read) rows.push_back(read.row);
    if (!m_groups.isEmpty()) m_read = meansOf(m_read, m_groups);
    if (m_groups.isEmpty())
        for (ComparedRun& read : m_read) read.title = titleAmong(read.row, rows);
    if (!m_groups.isEmpty())
        m_title->setText(tr("%Ln group(s) of runs, means over %1 and over the runs of each, with 95% intervals",
                            nullptr, static_cast<int>(m_read.size()))
                             .arg(namesOf(m_kinds)));
    else if (m_read.size() == 2)
        m_title->setText(tr("%1 (solid) and %2 (dashed), means over %3")
                             .arg(m_read.front().title, m_read.back().title, namesOf(m_kinds)));
    else
        m_title->setText(
            tr("%Ln run(s), means over %1", nullptr, static_cast<int>(m_read.size())).arg(namesOf(m_kinds)));
    const QString bands = m_read.size() > kBands
                              ? tr("The 95% interval of a share is drawn of the run that the pointer is on.")
                              : tr("Bands are 95% intervals of shares.");
    m_title->setToolTip(bands);
    if (m_read.size() > kBands && m_groups.isEmpty()) m_title->setText(m_title->text() + QStringLiteral(". ") + bands);
    showSettings();
    showDifference();
    m_next = 0;
    // Many runs take a while: one chart a turn of the event loop, so that no click waits for all.
    m_drawing->start();
    if (isCrowd()) return;
    while (m_drawing->isActive()) showNext();
}

void ComparisonView::showNext() {
    if (m_next < m_panels.size()) {
        showChart(m_next++);
        return;
    }
    m_drawing->stop();
    Q_EMIT shown();
}

void ComparisonView::showChart(int index) {
    QList<widgets::NamedCurve> curves;
    QList<widgets::ChartEvent> events;
    for (std::size_t i = 0; i < m_read.size(); ++i) {
        const ComparedRun& run = m_read[i];
        const QString& title = run.title;
        const ComparedCurve& curve = run.curves.at(index);
        const bool dashed = m_read.size() == 2 ? i == 1 : i / kColours % 2 == 1;
        if (!curve.points.isEmpty())
            curves.append({title, curve.points, {static_cast<int>(i), dashed}, {}, 1, curve.intervals});
        // Of many runs, marks would be a curtain.
        if (m_read.size() > 2) continue;
        for (const store::ConfigChangeRow& row : run.changes)
            events.append({double(row.step), QStringLiteral("%1: %2").arg(title, labels::change(row))});
    }
    m_panels.at(index)->clear();
    m_panels.at(index)->setCurves(curves);
    m_panels.at(index)->chart().setEvents(events);
}

void ComparisonView::curvePointed(int chart, const QString& run) {
    m_pointedChart = chart;
    m_pointedRun = run;
    if (!run.isEmpty() && isCrowd()) m_pointing->start();
}

/// Of many runs nobody waits for the intervals of all.
void ComparisonView::readPointed() {
    const auto found = std::ranges::find(m_read, m_pointedRun, &ComparedRun::title);
    if (found == m_read.end() || found->curves.at(m_pointedChart).counted) return;
    const auto place = found - m_read.begin();
    found->curves[m_pointedChart].counted = true;
    m_workspace.background().read(
        this,
        [run = found->row.id, chart = m_charts.at(m_pointedChart)](store::Reader& reader) {
            return readComparedCurve(reader, run, chart, kPointsOfMany);
        },
        [this, generation = m_generation, place, chart = m_pointedChart](Result<ComparedCurve> curve) {
            if (generation != m_generation || !curve) return;
            ComparedRun& run = m_read[static_cast<std::size_t>(place)];
            widgets::ChartView& view = m_panels.at(chart)->chart();
            run.curves[chart] = *curve;
            if (!curve->intervals.isEmpty())
                view.setCurves(
                    {{run.title, curve->points, view.styleOf(run.title), {}, 1, std::move(curve->intervals)}});
        });
}

bool ComparisonView::showsDifference() const {
    return m_tabs->isTabVisible(kDifferenceTab);
}

/// Only where there is a common past that pairs their steps.
void ComparisonView::showDifference() {
    const auto pair = m_groups.isEmpty() && m_read.size() == 2 ? pairOf(m_read.front().row, m_read.back().row)
                                                               : std::optional<RunPair>();
    m_tabs->setTabVisible(kDifferenceTab, pair.has_value());
    if (!pair) return;
    const bool inOrder = pair->left.id == m_read.front().row.id;
    const QString& first = m_read.front().title;
    const QString& second = m_read.back().title;
    m_difference->showPair(*pair, inOrder ? first : second, inOrder ? second : first);
}

/// Of two runs; more have no two sides.
void ComparisonView::showSettings() {
    const bool two = m_groups.isEmpty() && m_read.size() == 2;
    m_tabs->setTabEnabled(1, two);
    if (!two) {
        m_tabs->setCurrentIndex(0);
        return;
    }
    const ComparedRun& left = m_read.front();
    const ComparedRun& right = m_read.back();
    const QString& leftTitle = left.title;
    const QString& rightTitle = right.title;
    QList<widgets::DiffRow> rows;
    const auto leftConfig = configOf(left.row);
    const auto rightConfig = configOf(right.row);
    if (leftConfig && rightConfig) {
        for (const config::Field& field : config::runFields()) {
            const auto one = config::getField(*leftConfig, field.path);
            const auto other = config::getField(*rightConfig, field.path);
            if (one && other)
                rows.append(
                    {labels::text(field.path), labels::text(*one), labels::text(*other),
                     noteOf(field.path, leftTitle, left.changes) + noteOf(field.path, rightTitle, right.changes)});
        }
    }
    m_diff->setSides(leftTitle, rightTitle);
    m_diff->setRows(rows);
}

}  // namespace azr::ui
