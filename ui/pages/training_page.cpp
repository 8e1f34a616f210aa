#include "ui/pages/training_page.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

#include "ui/actions.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/alert_strip.h"
#include "ui/pages/welcome.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/stat_tile.h"

namespace azr::ui {

namespace {

constexpr int kMargin = 18;
constexpr int kPanelHeight = 236;
constexpr int kPanelWidth = 330;
constexpr int kSmoothing = 60;  ///< percent, at the start
constexpr int kDrawEveryMs = 10;
constexpr int kKnob = 22;         ///< of the slider, with its border
constexpr int kHintWidth = 1000;  ///< of a page that has room for the hint

/// Mean of the newest values of `pattern` over the kinds; negative when there are none.
double meanOfKinds(const MetricSeries& series, const QString& pattern) {
    double sum = 0;
    int count = 0;
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const auto value = series.last(pattern.arg(kindName(kind)));
        if (!value) continue;
        sum += *value;
        ++count;
    }
    return count > 0 ? sum / count : -1;
}

double firstOfKinds(const MetricSeries& series, const QString& pattern) {
    double sum = 0;
    int count = 0;
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const QList<QPointF> points = series.points(pattern.arg(kindName(kind)));
        if (points.isEmpty()) continue;
        sum += points.front().y();
        ++count;
    }
    return count > 0 ? sum / count : -1;
}

}  // namespace

TrainingPage::TrainingPage(Workspace& workspace, const Actions& actions, QWidget* parent)
    : Page(workspace, parent),
      m_specs(trainingCharts()),
      m_series(workspace.background(), chartMetrics()),
      m_stack(new QStackedWidget(this)),
      m_alerts(new AlertStrip(this)),
      m_drawing(new QTimer(this)) {
    m_drawing->setInterval(kDrawEveryMs);
    connect(m_drawing, &QTimer::timeout, this, &TrainingPage::drawNext);
    auto* live = new QWidget(m_stack);
    auto* column = new QVBoxLayout(live);
    column->setContentsMargins(kMargin, 14, 0, 0);
    column->setSpacing(12);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(0, 0, kMargin, 0);
    head->setSpacing(12);
    head->addWidget(m_alerts);
    head->addWidget(makeTiles());
    head->addWidget(makeTools(actions));
    column->addLayout(head);
    column->addWidget(makeCharts(), 1);
    m_stack->addWidget(new Welcome(actions, m_stack));
    m_stack->addWidget(live);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(&m_series, &MetricSeries::changed, this, &TrainingPage::draw);
    connect(&workspace, &Workspace::runChanged, this, &TrainingPage::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & (session::Table::Metrics | session::Table::Evaluations)) m_series.refresh();
        if (tables & session::Table::Events) readAlerts();
        if (tables & session::Table::ConfigChanges) readChanges();
    });
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, [this](const session::StateChanged& change) {
        // A resumed run takes back the steps after its checkpoint.
        if (change.state == session::RunState::Starting && change.run == m_series.run()) m_series.setRun(change.run);
    });
    runChanged();
}

QWidget* TrainingPage::makeTiles() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    const auto add = [&](const QString& caption, const QString& explanation) {
        auto* tile = new widgets::StatTile(caption, explanation, row);
        layout->addWidget(tile, 1);
        return tile;
    };
    m_accuracy = add(tr("Held-out accuracy"), tr("Sampled accuracy on tasks never trained on, mean over the kinds"));
    m_solved = add(tr("Solve rate"), tr("Correct answers to this step's own tasks, mean over the kinds"));
    m_valid = add(tr("Valid proposals"), tr("Proposed tasks that passed validation, mean over the kinds"));
    m_buffered = add(tr("Tasks in buffers"), tr("Tasks that proposers draw references from"));
    m_speed = add(tr("Speed"), tr("Tokens sampled per second"));
    return row;
}

QWidget* TrainingPage::makeTools(const Actions& actions) {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(2, 0, 0, 0);
    layout->setSpacing(10);
    auto* label = new QLabel(tr("S&moothing"), row);
    label->setObjectName(QStringLiteral("muted"));
    m_smoothing = new QSlider(Qt::Horizontal, row);
    m_smoothing->setRange(0, 98);
    m_smoothing->setValue(kSmoothing);
    m_smoothing->setFixedWidth(160);
    m_smoothing->setMinimumHeight(kKnob);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average of the curves; the raw values stay visible behind them"));
    label->setBuddy(m_smoothing);
    m_hint = new QLabel(tr("Drag in a chart to zoom all of them; double click to see everything"), row);
    m_hint->setObjectName(QStringLiteral("muted"));
    auto* reset = new QToolButton(row);
    reset->setDefaultAction(actions.resetZoom);
    reset->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    reset->setAccessibleName(tr("Show the whole range"));
    layout->addWidget(label);
    layout->addWidget(m_smoothing);
    layout->addStretch(1);
    layout->addWidget(m_hint);
    layout->addWidget(reset);
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) {
        for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setSmoothing(value / 100.0);
    });
    return row;
}

QWidget* TrainingPage::makeCharts() {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Charts"));
    auto* canvas = new QWidget(scroll);
    canvas->setObjectName(QStringLiteral("canvas"));
    m_grid = new QGridLayout(canvas);
    // The scroll bar stands in the page's margin, so that the cards end where the tiles do.
    const int bar = scroll->verticalScrollBar()->sizeHint().width();
    m_grid->setContentsMargins(0, 0, qMax(0, kMargin - bar), kMargin);
    m_grid->setSpacing(12);
    for (int i = 0; i < m_specs.size(); ++i) {
        const ChartSpec& spec = m_specs.at(i);
        auto* panel = new widgets::ChartPanel(spec.title, spec.explanation, canvas);
        panel->setMinimumHeight(kPanelHeight);
        panel->chart().setUnit(spec.unit);
        panel->chart().setSmoothing(kSmoothing / 100.0);
        panel->chart().setXName(tr("step"));
        panel->chart().setEmptyText(tr("Appears with the first step"));
        connect(&panel->chart(), &widgets::ChartView::zoomChanged, this, [this, i] { share(i); });
        for (const CurveSpec& curve : spec.curves) m_panelOf.insert(curve.metric, i);
        m_panels.append(panel);
    }
    scroll->setWidget(canvas);
    arrange();
    return scroll;
}

/// The legend stands before the first value, so that none moves the others later.
void TrainingPage::placeLegends() {
    const auto shown = shownKinds(workspace().runRow());
    for (int i = 0; i < m_panels.size(); ++i) {
        QList<widgets::NamedCurve> curves;
        for (const CurveSpec& curve : m_specs.at(i).curves)
            if (!curve.kind || std::ranges::find(shown, *curve.kind) != shown.end())
                curves.append({curve.name, {}, curve.style});
        m_panels.at(i)->setCurves(curves);
    }
}

void TrainingPage::arrange() {
    const int columns = qBound(1, (width() - 40) / kPanelWidth, 3);
    if (columns == m_columns || !m_grid) return;
    m_columns = columns;
    for (int i = 0; i < m_panels.size(); ++i) m_grid->addWidget(m_panels.at(i), i / columns, i % columns);
    for (int column = 0; column < 3; ++column) m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

void TrainingPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    m_hint->setVisible(width() >= kHintWidth);
    arrange();
}

void TrainingPage::runChanged() {
    m_alerts->clear();
    m_stack->setCurrentIndex(workspace().run().valid() ? 1 : 0);
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) {
        panel->chart().forget();
        panel->chart().setEvents({});
    }
    m_stale.clear();
    placeLegends();
    m_series.setRun(workspace().run());
    m_unmeasured = false;
    fillTiles();
    readAlerts();
    readChanges();
}

void TrainingPage::readChanges() {
    const RunId run = workspace().run();
    if (!run.valid()) return;
    workspace().background().read(
        this, [run](store::Reader& reader) { return reader.configChanges(run); },
        [this, run](Result<std::vector<store::ConfigChangeRow>> changes) {
            if (!changes || run != workspace().run()) return;
            QList<widgets::ChartEvent> events;
            for (const store::ConfigChangeRow& row : *changes) events.append({double(row.step), labels::change(row)});
            for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setEvents(events);
        });
}

void TrainingPage::readAlerts() {
    const RunId run = workspace().run();
    if (!run.valid()) return;
    workspace().background().read(
        this, [run](store::Reader& reader) { return reader.events(run, 0, store::kPageLimit); },
        [this, run](Result<std::vector<store::EventRow>> events) {
            if (!events || run != workspace().run()) return;
            m_alerts->setEvents(*events);
            m_unmeasured =
                std::ranges::any_of(*events, [](const auto& event) { return event.code == "no_evaluation"; });
            fillTiles();
        });
}

void TrainingPage::draw(const QStringList& metrics) {
    for (const QString& metric : metrics)
        if (m_panelOf.contains(metric)) m_stale.insert(m_panelOf.value(metric));
    if (isVisible()) m_drawing->start();
    fillTiles();
}

/// One chart a turn of the event loop: all of them together would keep a click waiting.
void TrainingPage::drawNext() {
    if (m_stale.isEmpty()) {
        m_drawing->stop();
        return;
    }
    const int index = *std::min_element(m_stale.cbegin(), m_stale.cend());
    m_stale.remove(index);
    drawPanel(index);
}

void TrainingPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!m_stale.isEmpty()) m_drawing->start();
}

void TrainingPage::drawPanel(int index) {
    const ChartSpec& spec = m_specs.at(index);
    QList<widgets::NamedCurve> curves;
    for (const CurveSpec& curve : spec.curves) {
        QList<QPointF> points = m_series.points(curve.metric);
        if (points.isEmpty()) continue;
        if (spec.scale != 1)
            for (QPointF& point : points) point.setY(point.y() * spec.scale);
        curves.append({curve.name, points, curve.style});
    }
    if (!curves.isEmpty()) m_panels.at(index)->setCurves(curves);
}

void TrainingPage::fillTiles() {
    const QString sampled = QStringLiteral("eval/dev/sampled/%1");
    const double accuracy = meanOfKinds(m_series, sampled);
    const double before = firstOfKinds(m_series, sampled);
    QString change;
    if (accuracy >= 0 && before >= 0)
        change = tr("%1%2 points since the start")
                     .arg(accuracy >= before ? QStringLiteral("+") : QStringLiteral("−"))
                     .arg(labels::number(qAbs(accuracy - before) * 100, 1));
    m_accuracy->setValue(labels::percent(accuracy), accuracy >= 0  ? change
                                                    : m_unmeasured ? tr("without a suite: no best checkpoint")
                                                                   : tr("not measured yet"));
    m_solved->setValue(labels::percent(meanOfKinds(m_series, QStringLiteral("solve/rate/solve.%1"))),
                       tr("of this step's attempts"));
    m_valid->setValue(labels::percent(meanOfKinds(m_series, QStringLiteral("valid/rate/propose.%1"))),
                      tr("of this step's proposals"));
    double buffered = 0;
    int buffers = 0;
    for (const selfplay::TaskKind kind : selfplay::kKinds) {
        const auto size = m_series.last(QStringLiteral("buffer/size/%1").arg(kindName(kind)));
        buffered += size.value_or(0);
        buffers += size ? 1 : 0;
    }
    m_buffered->setValue(buffered > 0 ? QLocale().toString(qRound64(buffered)) : QString(),
                         buffers > 0 ? tr("in %1 buffers").arg(buffers) : QString());
    const auto speed = m_series.last(QStringLiteral("throughput/sampled"));
    const auto step = m_series.last(QStringLiteral("time/step"));
    m_speed->setValue(speed ? QLocale().toString(qRound64(*speed)) : QString(),
                      step ? tr("tokens/s · %1 a step").arg(labels::duration(*step)) : tr("tokens/s"));
}

void TrainingPage::share(int index) {
    const auto range = m_panels.at(index)->chart().zoomRange();
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setZoom(range);
}

void TrainingPage::resetZoom() {
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setZoom(std::nullopt);
}

}  // namespace azr::ui
