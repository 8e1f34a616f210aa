#include "ui/pages/runs_page.h"

#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "core/config/run_fields.h"
#include "core/session/history/run_query.h"
#include "core/session/history/run_summary.h"
#include "ui/actions.h"
#include "ui/charts/comparison_view.h"
#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/exporting/report_saving.h"
#include "ui/runs/grouped_runs.h"
#include "ui/runs/run_filters.h"
#include "ui/runs/sql_view.h"
#include "widgets/copyable_table.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kWidestName = 260;

/// The fields in which the listed runs differ: those that are worth grouping by.
QStringList differingFields(const RunTableModel& model) {
    QStringList fields;
    const auto differs = [&](const std::string& field) {
        const auto& all = model.all();
        return std::ranges::any_of(model.shown(), [&](std::size_t place) {
            return session::valueOf(all[place], field).text != session::valueOf(all[model.shown().front()], field).text;
        });
    };
    for (const char* const field : {"model", "preset", "parent", "tags"})
        if (differs(field)) fields.append(QLatin1String(field));
    for (const config::Field& field : config::runFields())
        if (field.path != "seed" && differs(field.path)) fields.append(labels::text(field.path));
    return fields;
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
      m_filters(new RunFilters(this)),
      m_model(new RunTableModel(this)),
      m_table(new widgets::CopyableTable(this)),
      m_open(button(tr("&Show this run"), tr("Curves, tasks and buffers as they were"), this)),
      m_compare(button(tr("Co&mpare runs"),
                       tr("Choose two rows or more: their curves over each other, and the settings of two"), this)),
      m_continue(button(tr("C&ontinue this run"),
                        tr("Train it on from its last checkpoint; without one it starts over"), this)),
      m_fork(button(tr("For&k…"), tr("A new run from a checkpoint of this one, with one thing changed, or several"),
                    this)),
      m_archive(button(tr("Arch&ive"), tr("Leave them out of this list unless somebody asks for them"), this)),
      m_delete(button(tr("De&lete"), tr("Move them into the bin, from which they can be restored"), this)),
      m_notice(new QFrame(this)),
      m_said(new QLabel(m_notice)),
      m_putBack(button(tr("P&ut back"), tr("Take that back, as Ctrl+Z does"), m_notice)),
      m_tabs(new QTabWidget(this)),
      m_report(button(tr("Re&port…"),
                      tr("One page with its settings, curves, tasks and evaluations, to be read in a browser"), this)),
      m_reports(new ReportSaving(workspace, this)),
      m_lower(new QStackedWidget(this)),
      m_comparison(new ComparisonView(workspace, m_lower)),
      m_sql(new SqlView(workspace, m_tabs)) {
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setEmptyText(tr("No runs yet. Start the demo, or a new run."));
    m_table->setItemDelegateForColumn(RunTableModel::State, new widgets::StatusDelegate(m_table));
    m_table->setColumnWidths({90, 120, 84, 60, 136, 136, 56, 172, 96, 84, 140, 90, 80});
    m_table->keepLastColumn(80, {RunTableModel::Size, RunTableModel::Seed, RunTableModel::Tags, RunTableModel::Best,
                                 RunTableModel::Preset, RunTableModel::Started, RunTableModel::Last});
    m_table->horizontalHeader()->setSectionsClickable(true);
    auto* hint = new QLabel(
        tr("Choose two runs or more to lay their curves over each other; of two, the settings that differ are listed"),
        m_lower);
    hint->setObjectName(QStringLiteral("muted"));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    m_lower->addWidget(hint);
    m_lower->addWidget(m_comparison);
    arrange();

    connectAll();
    queryChanged();
    selectionChanged();
}

void RunsPage::connectAll() {
    connect(&workspace(), &Workspace::runsChanged, this, &RunsPage::runsChanged);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = selectedRuns(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        for (const RunId run : std::as_const(m_kept))
            if (const int row = m_model->rowOf(run); row >= 0)
                m_table->selectionModel()->select(m_model->index(row, 0),
                                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
        selectionChanged();
    });
    connect(m_filters, &RunFilters::changed, this, &RunsPage::queryChanged);
    connect(m_filters, &RunFilters::groupingChanged, this, &RunsPage::selectionChanged);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this,
            [this](int column) { m_filters->orderBy(RunTableModel::fieldOf(column)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::selectionChanged);
    connect(m_table, &widgets::CopyableTable::activatedRow, this, &RunsPage::openSelected);
    connect(m_open, &QPushButton::clicked, this, &RunsPage::openSelected);
    connect(m_continue, &QPushButton::clicked, this, &RunsPage::continueSelected);
    connect(m_fork, &QPushButton::clicked, this, &RunsPage::forkSelected);
    connect(m_report, &QPushButton::clicked, this, &RunsPage::reportSelected);
    connect(m_reports, &ReportSaving::busyChanged, this, &RunsPage::selectionChanged);
    connect(m_compare, &QPushButton::clicked, this, &RunsPage::compareSelected);
    connect(m_archive, &QPushButton::clicked, this, &RunsPage::archiveSelected);
    connect(m_delete, &QPushButton::clicked, this, &RunsPage::deleteSelected);
    connect(m_putBack, &QPushButton::clicked, this, [this] {
        m_notice->hide();
        m_table->setFocus();
        m_actions.undo->trigger();
    });
    SessionBridge& bridge = workspace().bridge();
    connect(&bridge, &SessionBridge::stateChanged, this, &RunsPage::selectionChanged);
    connect(&bridge, &SessionBridge::accessChanged, this, &RunsPage::selectionChanged);
}

void RunsPage::focusSearch() {
    m_filters->focusSearch();
}

/// The rows at once, what is summed up of them when it was read.
void RunsPage::runsChanged() {
    if (!m_filters->showsBin()) m_model->setRuns(workspace().runs());
    fitColumns();
    selectionChanged();
    readSummaries();
}

void RunsPage::queryChanged() {
    m_model->setQuery(m_filters->query());
    readSummaries();
}

void RunsPage::readSummaries() {
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    const bool binned = m_filters->showsBin();
    workspace().background().read(
        this,
        [binned, known = m_model->all(), file = workspace().bridge().databasePath()](store::Reader& reader) {
            std::error_code unknown;
            const auto bytes = std::filesystem::file_size(file, unknown);
            return session::runSummaries(reader, unknown ? 0 : static_cast<std::int64_t>(bytes), binned, known);
        },
        [this, binned](Result<std::vector<session::RunSummary>> runs) {
            m_reading = false;
            if (std::exchange(m_again, false) || binned != m_filters->showsBin()) return readSummaries();
            if (!runs) {
                Q_EMIT workspace().messageForUser(labels::error(runs.error()), true);
                return;
            }
            m_model->setSummaries(std::move(*runs));
            m_filters->setGroupFields(differingFields(*m_model));
            fitColumns();
            selectionChanged();
        });
}

QWidget* RunsPage::listOfRuns() {
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_open, m_compare, m_continue, m_fork, m_report, m_archive, m_delete})
        buttons->addWidget(one);
    buttons->addStretch(1);
    m_notice->setObjectName(QStringLiteral("notice"));
    m_notice->setAccessibleName(tr("What was just put away"));
    auto* notice = new QHBoxLayout(m_notice);
    notice->setContentsMargins(12, 4, 6, 4);
    m_said->setWordWrap(true);
    notice->addWidget(m_said, 1);
    notice->addWidget(m_putBack);
    m_notice->hide();
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_filters);
    column->addWidget(m_table, 1);
    column->addWidget(m_notice);
    column->addLayout(buttons);
    return upper;
}

void RunsPage::arrange() {
    auto* split = new QSplitter(Qt::Vertical, m_tabs);
    split->setObjectName(QStringLiteral("runs"));
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(listOfRuns());
    split->addWidget(m_lower);
    split->setSizes({260, 390});
    m_tabs->setAccessibleName(tr("Runs and the database"));
    m_tabs->addTab(split, tr("&All runs"));
    m_tabs->addTab(m_sql, tr("S&QL"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 6, 18, 14);
    layout->addWidget(m_tabs);
}

QList<int> RunsPage::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

QList<RunId> RunsPage::selectedRuns() const {
    QList<RunId> runs;
    for (const int row : selectedRows()) runs.prepend(m_model->run(row).id);  // the oldest first
    return runs;
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
    const QList<int> rows = selectedRows();
    const auto count = rows.size();
    const bool binned = m_filters->showsBin();
    const bool grouped = !m_filters->groupField().empty();
    SessionBridge& bridge = workspace().bridge();
    const bool writable = !bridge.readOnly();
    const std::optional<RunId> atWork = bridge.isTraining() ? bridge.currentRun() : std::nullopt;
    const bool restful = std::ranges::none_of(rows, [&](int row) { return m_model->run(row).id == atWork; });
    const bool allArchived =
        count > 0 && std::ranges::all_of(rows, [&](int row) { return m_model->run(row).archived; });
    m_open->setEnabled(count == 1 && !binned);
    m_compare->setText(grouped ? tr("Co&mpare groups") : tr("Co&mpare runs"));
    m_compare->setAccessibleName(m_compare->text().remove(QLatin1Char('&')));
    m_compare->setEnabled(grouped ? m_model->rowCount() > 0 : count > 1);
    m_continue->setEnabled(count == 1 && !bridge.isTraining() && writable && !binned);
    m_fork->setEnabled(count == 1 && writable && !binned);
    m_report->setEnabled(count == 1 && !m_reports->busy() && !binned);
    m_archive->setText(allArchived ? tr("Unarch&ive") : tr("Arch&ive"));
    m_archive->setAccessibleName(m_archive->text().remove(QLatin1Char('&')));
    m_archive->setEnabled(count > 0 && writable && !binned);
    m_delete->setText(binned ? tr("Restore from the &bin") : tr("De&lete"));
    m_delete->setAccessibleName(m_delete->text().remove(QLatin1Char('&')));
    m_delete->setToolTip(binned ? tr("Bring them back with everything that they had")
                                : tr("Move them into the bin, from which they can be restored"));
    m_delete->setEnabled(count > 0 && writable && restful);
}

/// Of the chosen runs, or of all that are listed where fewer than two are chosen.
void RunsPage::compareSelected() {
    const std::string field = m_filters->groupField();
    if (field.empty()) {
        if (const QList<RunId> runs = selectedRuns(); runs.size() > 1) compareAll(runs);
        return;
    }
    std::vector<std::size_t> which;
    const QList<int> rows = selectedRows();
    if (rows.size() > 1)
        for (const int row : rows) which.push_back(m_model->shown()[static_cast<std::size_t>(row)]);
    else
        which = m_model->shown();
    QList<ComparedGroup> groups;
    for (const session::RunGroup& group : session::groupBy(m_model->all(), which, {field})) {
        ComparedGroup compared;
        for (const std::size_t place : group.runs) compared.runs.prepend(m_model->all()[place].run.id);
        const QString value = labels::text(group.values.front());
        compared.title = tr("%1 = %2 (%Ln run(s))", nullptr, static_cast<int>(group.runs.size()))
                             .arg(labels::text(field), value.isEmpty() ? QStringLiteral("–") : value);
        groups.append(compared);
    }
    m_lower->setCurrentWidget(m_comparison);
    m_comparison->compareGroups(groups);
}

void RunsPage::post(const QString& said, std::vector<session::Command> commands) {
    const Status posted = workspace().bridge().postAll(std::move(commands));
    if (!posted) {
        Q_EMIT workspace().messageForUser(labels::error(posted.error()), true);
        return;
    }
    m_said->setText(said);
    m_notice->show();
    workspace().refreshRuns();
}

void RunsPage::archiveSelected() {
    const QList<int> rows = selectedRows();
    const bool on = !std::ranges::all_of(rows, [&](int row) { return m_model->run(row).archived; });
    std::vector<session::Command> commands;
    for (const RunId run : selectedRuns()) commands.emplace_back(session::MarkCommand(session::ArchiveRun{run, on}));
    const int count = static_cast<int>(rows.size());
    post(on ? tr("%Ln run(s) archived.", nullptr, count) : tr("%Ln run(s) no longer archived.", nullptr, count),
         std::move(commands));
}

void RunsPage::deleteSelected() {
    const bool on = !m_filters->showsBin();
    const QList<RunId> runs = selectedRuns();
    std::vector<session::Command> commands;
    for (const RunId run : runs) commands.emplace_back(session::MarkCommand(session::BinRun{run, on}));
    const int count = static_cast<int>(runs.size());
    post(on ? tr("%Ln run(s) moved into the bin; azr-studio runs vacuum erases them for good.", nullptr, count)
            : tr("%Ln run(s) restored.", nullptr, count),
         std::move(commands));
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
