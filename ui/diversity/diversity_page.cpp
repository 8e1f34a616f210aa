#include "ui/diversity/diversity_page.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QScrollArea>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/diversity/read_survey.h"
#include "ui/diversity/cluster_table.h"
#include "ui/diversity/diversity_charts.h"
#include "ui/diversity/task_map.h"
#include "ui/pages/exporting/chart_saving.h"
#include "widgets/charts/chart_panel.h"

namespace azr::ui {

namespace {

constexpr int kFigureWidth = 330;  ///< as many beside each other as have this
constexpr int kFigureHeight = 230;
constexpr std::size_t kMostClusters = 200;

}  // namespace

DiversityPage::DiversityPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent),
      m_sentence(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_tabs(new QTabWidget(this)),
      m_clusters(new ClusterTable(workspace, this)),
      m_map(new TaskMap(this)) {
    m_sentence->setWordWrap(true);
    m_sentence->setAccessibleName(tr("Early warning"));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* warning = new QFrame(this);
    auto* within = new QHBoxLayout(warning);
    within->setContentsMargins(12, 6, 12, 6);
    within->addWidget(m_sentence, 1);
    within->addWidget(m_progress);
    m_progress->setAccessibleName(tr("Steps read"));
    m_progress->setMaximumWidth(160);
    m_progress->hide();
    m_tabs->setAccessibleName(tr("Diversity"));
    m_tabs->addTab(makeCharts(), tr("Over ti&me"));
    m_tabs->addTab(m_clusters, tr("&Clusters"));
    m_tabs->addTab(m_map, tr("Ma&p"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(10);
    layout->addWidget(warning);
    layout->addWidget(m_tabs, 1);
    connect(m_map, &TaskMap::tasksWanted, &workspace, &Workspace::tasksWanted);
    connect(&workspace, &Workspace::runChanged, this, &DiversityPage::forget);
    connect(&workspace, &Workspace::rowsChanged, this, &DiversityPage::rowsChanged);
    forget();
}

QWidget* DiversityPage::makeCharts() {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Figures over time"));
    m_canvas = new QWidget(scroll);
    m_canvas->setObjectName(QStringLiteral("canvas"));
    m_grid = new QGridLayout(m_canvas);
    m_grid->setContentsMargins(0, 10, 6, 0);
    m_grid->setSpacing(12);
    scroll->setWidget(m_canvas);
    for (const DiversityChart& chart : diversityCharts({})) {
        auto* panel = new widgets::ChartPanel(chart.title, chart.explanation, m_canvas);
        panel->setMinimumHeight(kFigureHeight);
        panel->chart().setUnit(chart.unit);
        panel->chart().setEmptyText(tr("Appears with the first step"));
        panel->setXName(tr("step"));
        panel->setCurves(chart.curves);
        connect(panel, &widgets::ChartPanel::pointChosen, this,
                [this](double x) { Q_EMIT workspace().stepWanted(qRound(x)); });
        saveInto(workspace(), *panel);
        connect(panel, &widgets::ChartPanel::enlargeWanted, this, [this, panel] {
            const bool enlarge = !panel->isEnlarged();
            for (widgets::ChartPanel* one : std::as_const(m_panels)) one->setVisible(!enlarge || one == panel);
            panel->setEnlarged(enlarge);
        });
        m_panels.append(panel);
    }
    return scroll;
}

QString DiversityPage::sentence() const {
    return m_sentence->text();
}

void DiversityPage::forget() {
    // A read that is under way goes on with the survey that it has.
    m_survey = std::make_shared<std::shared_ptr<diversity::Survey>>();
    m_stale = true;
    m_reading = false;
    draw({});
    if (isVisible()) read();
}

void DiversityPage::rowsChanged(quint32 tables) {
    // What left the buffers shows in clusters that were read before.
    if (tables & (session::Table::Commands | session::Table::Rules))
        m_survey = std::make_shared<std::shared_ptr<diversity::Survey>>();
    if (!(tables & (session::Table::Commands | session::Table::Rules | session::Table::Steps))) return;
    m_stale = true;
    if (isVisible()) read();
}

void DiversityPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    arrange();
    if (m_stale) read();
}

Result<DiversityPage::Snapshot> DiversityPage::readOn(store::Reader& reader, RunId run,
                                                      std::shared_ptr<diversity::Survey>& survey) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    if (!survey) survey = std::make_shared<diversity::Survey>(diversity::nearDuplicateBar(row));
    Snapshot snapshot;
    AZR_TRY(snapshot.more, diversity::readOn(reader, run, *survey, row.lastStep));
    snapshot.read = survey->lastStep();
    snapshot.last = row.lastStep;
    if (snapshot.more) return snapshot;
    snapshot.steps = survey->steps();
    snapshot.clusters = survey->clusters().largest(kMostClusters);
    snapshot.groups = survey->clusters().count();
    snapshot.points.assign(survey->points().begin(), survey->points().end());
    return snapshot;
}

void DiversityPage::read() {
    if (!workspace().run().valid() || m_reading) return;
    m_reading = true;
    m_stale = false;
    workspace().background().read(
        this,
        [run = workspace().run(), survey = m_survey](store::Reader& reader) { return readOn(reader, run, *survey); },
        [this, survey = m_survey](const Result<Snapshot>& snapshot) {
            const bool late = survey != m_survey;
            if (late && !m_reading) return;  // another run's
            m_reading = false;
            if (late || (snapshot && snapshot->more)) {
                if (snapshot && !late) take(*snapshot);
                return read();
            }
            if (!snapshot) {
                m_progress->hide();
                return;
            }
            draw(*snapshot);
            if (m_stale && isVisible()) read();
        });
}

void DiversityPage::take(const Snapshot& snapshot) {
    m_progress->setRange(0, snapshot.last);
    m_progress->setValue(snapshot.read);
    m_progress->setFormat(tr("step %v of %m"));
    m_progress->show();
}

void DiversityPage::draw(const Snapshot& snapshot) {
    m_progress->hide();
    m_steps = snapshot.steps;
    bool narrows = false;
    m_sentence->setText(narrowingSentence(m_steps, &narrows));
    QWidget* warning = m_sentence->parentWidget();
    const QString look = narrows ? QStringLiteral("alert") : QStringLiteral("card");
    if (warning->objectName() != look) {
        warning->setObjectName(look);
        style()->unpolish(warning);
        style()->polish(warning);
    }
    const QList<DiversityChart> charts = diversityCharts(m_steps);
    const QList<widgets::ChartEvent> marks = narrowingMarks(m_steps);
    for (qsizetype i = 0; i < m_panels.size(); ++i) {
        widgets::ChartPanel* panel = m_panels.at(i);
        panel->chart().setEvents(marks);
        // Types come and go.
        for (const QString& name : panel->chart().curves())
            if (m_steps.empty() ||
                std::ranges::find(charts.at(i).curves, name, &widgets::NamedCurve::name) == charts.at(i).curves.end()) {
                panel->clear();
                break;
            }
        panel->setCurves(charts.at(i).curves);
    }
    m_clusters->setClusters(snapshot.clusters, snapshot.groups);
    m_map->setPoints(snapshot.points);
    if (!m_steps.empty()) Q_EMIT drawn();
}

void DiversityPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

void DiversityPage::arrange() {
    const int columns = qBound(1, m_tabs->width() / kFigureWidth, 4);
    if (columns == m_columns) return;
    m_columns = columns;
    for (int i = 0; i < m_panels.size(); ++i) m_grid->addWidget(m_panels.at(i), i / columns, i % columns);
    for (int column = 0; column < 4; ++column) m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

}  // namespace azr::ui
