#include "ui/charts/chart_board.h"

#include <QGridLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/charts/metric_browser.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/exporting/chart_saving.h"
#include "widgets/charts/chart_panel.h"

namespace azr::ui {

namespace {

constexpr int kPageMargin = 18;
constexpr int kPanelWidth = 330;
constexpr int kMostColumns = 3;
constexpr int kDrawEveryMs = 10;
constexpr char kTokens[] = "update/tokens";

}  // namespace

ChartBoard::ChartBoard(Workspace& workspace, QStringList also, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_also(std::move(also)),
      m_series(workspace.background(), {}),
      m_counts(workspace.background()),
      m_scroll(new QScrollArea(this)),
      m_canvas(new QWidget(m_scroll)),
      m_grid(new QGridLayout(m_canvas)),
      m_drawing(new QTimer(this)) {
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Charts"));
    m_canvas->setObjectName(QStringLiteral("canvas"));
    // The scroll bar stands in the page's margin, so that the cards end where the tiles do.
    const int bar = m_scroll->verticalScrollBar()->sizeHint().width();
    m_grid->setContentsMargins(0, 0, qMax(0, kPageMargin - bar), kPageMargin);
    m_grid->setSpacing(12);
    m_scroll->setWidget(m_canvas);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    m_drawing->setInterval(kDrawEveryMs);
    connect(m_drawing, &QTimer::timeout, this, &ChartBoard::drawNext);
    connect(&m_series, &MetricSeries::changed, this, [this](const QStringList& metrics) {
        draw(metrics);
        Q_EMIT numbersRead();
    });
    connect(&m_counts, &ShareCounts::changed, this, [this](const QStringList& shares) {
        draw(shares);
        Q_EMIT numbersRead();
    });
    connect(&workspace, &Workspace::runChanged, this, &ChartBoard::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        using Table = session::Table;
        if (tables & (Table::Metrics | Table::Evaluations)) {
            m_series.refresh();
            m_counts.refresh();
        }
        if (tables & Table::Steps) readSteps();
        if (tables & (Table::Events | Table::ConfigChanges | Table::Commands | Table::Checkpoints)) readEvents();
    });
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, [this](const session::StateChanged& changed) {
        // A resumed run takes back the steps after its checkpoint.
        if (changed.state != session::RunState::Starting || changed.run != m_series.run()) return;
        m_series.setRun(changed.run);
        m_counts.setRun(changed.run);
        forgetSteps();
        readSteps();
    });
    runChanged();
}

void ChartBoard::show(const ChartLayout& layout) {
    m_layout = layout;
    m_enlarged = -1;
    makePanels();
    wantMetrics();
    redrawAll();
}

/// As few are made anew as may be: those that stay keep their place in the focus order.
void ChartBoard::makePanels() {
    qDeleteAll(m_panels);
    m_panels.clear();
    m_panelsOf.clear();
    m_stale.clear();
    for (int i = 0; i < m_layout.charts.size(); ++i) {
        m_panels.append(makePanel(i));
        for (const QString& metric : m_layout.charts.at(i).metrics()) m_panelsOf.insert(metric, i);
    }
    m_columns = 0;
    arrange();
    placeLegends();
}

widgets::ChartPanel* ChartBoard::makePanel(int index) {
    const ChartSpec& spec = m_layout.charts.at(index);
    auto* panel = new widgets::ChartPanel(spec.title, spec.explanation, m_canvas);
    widgets::ChartView& chart = panel->chart();
    chart.setUnit(spec.unit);
    chart.setSmoothing(m_preferences.smoothing / 100.0);
    chart.setEmptyText(tr("Appears with the first step"));
    panel->setXName(m_axis.name());
    chart.setXWhole(m_axis.isWhole());
    panel->setLogarithmic(spec.logarithmic);
    connect(&chart, &widgets::ChartView::zoomChanged, this, [this, panel] {
        for (widgets::ChartPanel* other : std::as_const(m_panels)) other->chart().setZoom(panel->chart().zoomRange());
    });
    connect(&chart, &widgets::ChartView::cursorMoved, this, [this, panel](const std::optional<double>& x) {
        for (widgets::ChartPanel* other : std::as_const(m_panels))
            if (other != panel) other->chart().followCursor(x);
    });
    connect(panel, &widgets::ChartPanel::pointChosen, this,
            [this](double x) { Q_EMIT m_workspace.stepWanted(m_axis.step(x)); });
    saveInto(m_workspace, *panel);
    connect(panel, &widgets::ChartPanel::enlargeWanted, this, [this, panel] { enlarge(indexOf(panel)); });
    connect(panel, &widgets::ChartPanel::logarithmicChanged, this, [this, panel](bool on) {
        ChartLayout changed = m_layout;
        changed.charts[indexOf(panel)].logarithmic = on;
        m_layout = changed;
        change(changed);
    });
    addMenu(*panel);
    return panel;
}

void ChartBoard::addMenu(widgets::ChartPanel& panel) {
    QMenu& menu = panel.menu();
    menu.addSeparator();
    QAction* account = menu.addAction(QString());
    // The crosshair leaves with the pointer while the menu is open.
    connect(&menu, &QMenu::aboutToShow, account, [this, account, chart = &panel.chart()] {
        account->setEnabled(!chart->curves().isEmpty());
        if (chart->curves().isEmpty()) return;
        const int step = m_axis.step(chart->cursor().value_or(chart->xRange().second));
        account->setData(step);
        account->setText(tr("What step %1 &did…").arg(step));
    });
    connect(account, &QAction::triggered, this,
            [this, account] { Q_EMIT m_workspace.stepAccountWanted(account->data().toInt()); });
    // Queued: what they change deletes the panel, and with it the menu that is open.
    const auto add = [&](const QString& text, const auto& act) {
        connect(
            menu.addAction(text), &QAction::triggered, this,
            [this, &panel, act] {
                if (const int index = indexOf(&panel); index >= 0) act(index);
            },
            Qt::QueuedConnection);
    };
    add(tr("Choose metrics…"), [this](int index) { edit(index); });
    add(tr("Rename…"), [this](int index) {
        bool accepted = false;
        const QString title = QInputDialog::getText(this, tr("Rename the chart"), tr("Title"), QLineEdit::Normal,
                                                    m_layout.charts.at(index).title, &accepted);
        if (accepted && !title.trimmed().isEmpty()) rename(index, title.trimmed());
    });
    add(tr("Move forward"), [this](int index) { move(index, -1); });
    add(tr("Move back"), [this](int index) { move(index, 1); });
    add(tr("Remove"), [this](int index) { remove(index); });
}

int ChartBoard::indexOf(const widgets::ChartPanel* panel) const {
    return static_cast<int>(m_panels.indexOf(panel));
}

/// The standard layout stays as it is: what is changed of it is a layout of one's own.
void ChartBoard::change(const ChartLayout& layout) {
    m_layout = layout;
    if (m_layout.isStandard()) m_layout.name = ChartLayouts::freeName();
    ChartLayouts::save(m_layout);
    ChartLayouts::setCurrent(m_layout.name);
    Q_EMIT edited();
}

void ChartBoard::addChart() {
    auto* browser = new MetricBrowser(m_workspace.background(), m_workspace.run(), this);
    browser->setAttribute(Qt::WA_DeleteOnClose);
    connect(browser, &QDialog::accepted, this, [this, browser] {
        ChartLayout layout = m_layout;
        layout.charts.append(chartOf(browser->title(), browser->metrics()));
        change(layout);
        show(m_layout);
        m_scroll->ensureWidgetVisible(m_panels.back());
    });
    browser->open();
}

void ChartBoard::edit(int index) {
    if (index < 0 || index >= m_layout.charts.size()) return;
    auto* browser = new MetricBrowser(m_workspace.background(), m_workspace.run(), this);
    browser->setAttribute(Qt::WA_DeleteOnClose);
    const ChartSpec before = m_layout.charts.at(index);
    browser->setChart(before.title, before.metrics());
    connect(browser, &QDialog::accepted, this, [this, browser, index, before] {
        if (index >= m_layout.charts.size()) return;
        ChartLayout layout = m_layout;
        ChartSpec chart = before;
        if (browser->metrics() != before.metrics()) chart = chartOf(browser->title(), browser->metrics());
        chart.title = browser->title();
        chart.logarithmic = before.logarithmic;
        layout.charts[index] = chart;
        change(layout);
        show(m_layout);
    });
    browser->open();
}

void ChartBoard::move(int index, int by) {
    const int to = index + by;
    if (index < 0 || to < 0 || std::max(index, to) >= m_layout.charts.size()) return;
    ChartLayout layout = m_layout;
    layout.charts.move(index, to);
    change(layout);
    show(m_layout);
    m_panels.at(to)->chart().setFocus();
}

void ChartBoard::remove(int index) {
    if (index < 0 || index >= m_layout.charts.size()) return;
    ChartLayout layout = m_layout;
    layout.charts.removeAt(index);
    change(layout);
    show(m_layout);
}

void ChartBoard::rename(int index, const QString& title) {
    if (index < 0 || index >= m_layout.charts.size()) return;
    ChartLayout layout = m_layout;
    layout.charts[index].title = title;
    change(layout);
    m_panels.at(index)->setTitle(title, layout.charts.at(index).explanation);
}

void ChartBoard::enlarge(int index) {
    m_enlarged = m_enlarged == index ? -1 : index;
    for (int i = 0; i < m_panels.size(); ++i) m_panels.at(i)->setEnlarged(i == m_enlarged);
    m_columns = 0;
    arrange();
}

void ChartBoard::resetZoom() {
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setZoom(std::nullopt);
}

void ChartBoard::setPreferences(const ChartPreferences& preferences) {
    m_preferences = preferences;
    for (widgets::ChartPanel* panel : std::as_const(m_panels))
        panel->chart().setSmoothing(preferences.smoothing / 100.0);
    redrawAll();
}

void ChartBoard::wantMetrics() {
    QStringList wanted = m_also;
    for (const ChartSpec& chart : std::as_const(m_layout.charts)) wanted += chart.metrics();
    wanted.removeDuplicates();
    m_counts.setShares(wanted);
    wanted += ShareCounts::metricsFor(wanted);
    wanted.append(QLatin1String(kTokens));
    wanted.removeDuplicates();
    m_series.setWanted(wanted);
}

/// The legend stands before the first value, so that none moves the others later.
void ChartBoard::placeLegends() {
    const auto shown = shownKinds(m_workspace.runRow());
    for (int i = 0; i < m_panels.size(); ++i) {
        QList<widgets::NamedCurve> curves;
        for (const CurveSpec& curve : m_layout.charts.at(i).curves)
            if (!curve.kind || std::ranges::find(shown, *curve.kind) != shown.end())
                curves.append({curve.name, {}, curve.style});
        m_panels.at(i)->setCurves(curves);
    }
}

void ChartBoard::arrange() {
    const bool alone = m_enlarged >= 0;
    const int columns = alone ? 1 : qBound(1, (width() - 40) / kPanelWidth, kMostColumns);
    if (columns == m_columns) return;
    m_columns = columns;
    for (int i = 0; i < m_panels.size(); ++i) {
        m_grid->addWidget(m_panels.at(i), i / columns, i % columns);
        m_panels.at(i)->setVisible(!alone || i == m_enlarged);
    }
    for (int column = 0; column < kMostColumns; ++column) m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

void ChartBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void ChartBoard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_enlarged >= 0)
        enlarge(m_enlarged);
    else
        QWidget::keyPressEvent(event);
}

void ChartBoard::runChanged() {
    for (widgets::ChartPanel* panel : std::as_const(m_panels)) {
        panel->chart().forget();
        panel->chart().setEvents({});
    }
    m_stale.clear();
    forgetSteps();
    m_events.clear();
    placeLegends();
    m_series.setRun(m_workspace.run());
    m_counts.setRun(m_workspace.run());
    readSteps();
    readEvents();
}

/// A read that is under way is of no use any more.
void ChartBoard::forgetSteps() {
    ++m_generation;
    m_steps.clear();
    m_readingSteps = m_stepsAgain = false;
}

void ChartBoard::readSteps() {
    const RunId run = m_workspace.run();
    if (!run.valid()) return;
    if (m_readingSteps) {
        m_stepsAgain = true;
        return;
    }
    m_readingSteps = true;
    const int since = m_steps.empty() ? -1 : m_steps.back().step;
    m_workspace.background().read(
        this, [run, since](store::Reader& reader) { return reader.steps(run, since, 0); },
        [this, generation = m_generation](Result<std::vector<store::StepRow>> steps) {
            if (generation != m_generation) return;
            m_readingSteps = false;
            if (!steps) return;
            for (store::StepRow& row : *steps)
                if (row.status == "finished") m_steps.push_back(std::move(row));
            if (m_preferences.xAxis == int(XAxis::Time)) redrawAll();
            if (std::exchange(m_stepsAgain, false)) readSteps();
        });
}

void ChartBoard::readEvents() {
    const RunId run = m_workspace.run();
    if (!run.valid()) return;
    m_workspace.background().read(
        this, [run](store::Reader& reader) { return readRunEvents(reader, run); },
        [this, run](Result<std::vector<RunEvent>> events) {
            if (!events || run != m_workspace.run()) return;
            m_events = std::move(*events);
            const QList<widgets::ChartEvent> placed = placedEvents();
            for (widgets::ChartPanel* panel : std::as_const(m_panels)) panel->chart().setEvents(placed);
        });
}

QList<widgets::ChartEvent> ChartBoard::placedEvents() const {
    QList<widgets::ChartEvent> events;
    for (const RunEvent& event : m_events) {
        if ((m_preferences.hiddenMarks & (1 << int(event.kind))) != 0) continue;
        if (const auto x = m_axis.place(event.step)) events.append({*x, event.text, event.kind});
    }
    return events;
}

void ChartBoard::redrawAll() {
    for (int i = 0; i < m_panels.size(); ++i) m_stale.insert(i);
    if (isVisible()) m_drawing->start();
}

void ChartBoard::draw(const QStringList& metrics) {
    // Other places for all points.
    if (m_preferences.xAxis == int(XAxis::Tokens) && metrics.contains(QLatin1String(kTokens))) redrawAll();
    for (const QString& metric : metrics)
        for (const int index : m_panelsOf.values(metric)) m_stale.insert(index);
    if (isVisible() && !m_stale.isEmpty()) m_drawing->start();
}

/// One chart a turn of the event loop: all of them together would keep a click waiting.
void ChartBoard::drawNext() {
    if (m_stale.isEmpty()) {
        m_drawing->stop();
        return;
    }
    const int index = *std::min_element(m_stale.cbegin(), m_stale.cend());
    m_stale.remove(index);
    if (index < m_panels.size()) drawPanel(index);
}

void ChartBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!m_stale.isEmpty()) m_drawing->start();
}

void ChartBoard::drawPanel(int index) {
    m_axis = StepAxis(static_cast<XAxis>(m_preferences.xAxis), m_steps, m_series.points(QLatin1String(kTokens)));
    const ChartSpec& spec = m_layout.charts.at(index);
    QList<widgets::NamedCurve> curves;
    for (const CurveSpec& curve : spec.curves) {
        const QList<QPointF> points = m_series.points(curve.metric);
        if (points.isEmpty()) continue;
        const QList<double> counts = m_counts.of(curve.metric, points, m_series);
        widgets::NamedCurve drawn{curve.name, {}, curve.style, {}, spec.scale};
        drawn.points.reserve(points.size());
        for (qsizetype i = 0; i < points.size(); ++i) {
            const auto x = m_axis.place(qRound(points.at(i).x()));
            if (!x) continue;
            drawn.points.append({*x, points.at(i).y() * spec.scale});
            if (!counts.isEmpty()) drawn.counts.append(counts.at(i));
        }
        curves.append(drawn);
    }
    widgets::ChartPanel* panel = m_panels.at(index);
    panel->setXName(m_axis.name());
    panel->chart().setXWhole(m_axis.isWhole());
    if (!curves.isEmpty()) panel->setCurves(curves);
    panel->chart().setEvents(placedEvents());
}

}  // namespace azr::ui
