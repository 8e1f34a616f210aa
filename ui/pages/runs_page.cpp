#include "ui/pages/runs_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/actions.h"
#include "ui/charts/comparison_view.h"
#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/exporting/report_saving.h"
#include "widgets/copyable_table.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kWidestName = 260;

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
      m_compare(button(tr("Co&mpare runs"),
                       tr("Choose two rows or more: their curves over each other, and the settings of two"), this)),
      m_continue(button(tr("C&ontinue this run"),
                        tr("Train it on from its last checkpoint; without one it starts over"), this)),
      m_fork(button(tr("For&k…"), tr("A new run from a checkpoint of this one, with one thing changed"), this)),
      m_report(button(tr("Re&port…"),
                      tr("One page with its settings, curves, tasks and evaluations, to be read in a browser"), this)),
      m_reports(new ReportSaving(workspace, this)),
      m_lower(new QStackedWidget(this)),
      m_comparison(new ComparisonView(workspace, m_lower)) {
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setEmptyText(tr("No runs yet. Start the demo, or a new run."));
    m_table->setItemDelegateForColumn(RunTableModel::State, new widgets::StatusDelegate(m_table));
    m_table->setColumnWidths({90, 120, 84, 60, 56, 172, 96, 140, 80});
    m_table->keepLastColumn(80, {RunTableModel::Seed, RunTableModel::Preset});
    auto* hint = new QLabel(
        tr("Choose two runs or more to lay their curves over each other; of two, the settings that differ are listed"),
        m_lower);
    hint->setObjectName(QStringLiteral("muted"));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    m_lower->addWidget(hint);
    m_lower->addWidget(m_comparison);
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
    connect(m_fork, &QPushButton::clicked, this, &RunsPage::forkSelected);
    connect(m_report, &QPushButton::clicked, this, &RunsPage::reportSelected);
    connect(m_reports, &ReportSaving::busyChanged, this, &RunsPage::selectionChanged);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &RunsPage::selectionChanged);
    connect(&workspace.bridge(), &SessionBridge::accessChanged, this, &RunsPage::selectionChanged);
    connect(m_compare, &QPushButton::clicked, this, [this] {
        QList<RunId> runs;
        for (const int row : selectedRows()) runs.prepend(m_model->run(row).id);  // the oldest first
        if (runs.size() > 1) compareAll(runs);
    });
    selectionChanged();
}

void RunsPage::arrange() {
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_open, m_compare, m_continue, m_fork, m_report}) buttons->addWidget(one);
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
    m_compare->setEnabled(count > 1);
    SessionBridge& bridge = workspace().bridge();
    m_continue->setEnabled(count == 1 && !bridge.isTraining() && !bridge.readOnly());
    m_fork->setEnabled(count == 1 && !bridge.readOnly());
    m_report->setEnabled(count == 1 && !m_reports->busy());
}

void RunsPage::forkSelected() {
    const QList<int> rows = selectedRows();
    if (rows.size() == 1) ForkDialog::openFor(workspace(), this, m_model->run(rows.front()).id);
}

void RunsPage::reportSelected() {
    const QList<int> rows = selectedRows();
    if (rows.size() == 1) m_reports->ask(m_model->run(rows.front()).id);
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

void RunsPage::compareAll(const QList<RunId>& runs) {
    m_lower->setCurrentWidget(m_comparison);
    m_comparison->compare(runs);
}

}  // namespace azr::ui
