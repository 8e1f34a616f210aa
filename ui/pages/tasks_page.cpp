#include "ui/pages/tasks_page.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/actions.h"
#include "ui/dialogs/lineage_dialog.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/exporting/export_jobs.h"
#include "ui/pages/review_strip.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/task_filters.h"
#include "widgets/copyable_table.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kCountAfterMs = 400;  ///< of a million tasks it takes a tenth of a second, and pages come first
constexpr int kDetailWidth = 310;
constexpr int kProgramWidth = 140;    ///< for its sake others give way
constexpr int kMostSought = 100'000;  ///< rows that are read on the way to the one that a link leads to
// Of the workspace: what was filtered and how it was sorted.
constexpr char kFilterKey[] = "tasks/filter";
constexpr char kSortKey[] = "tasks/sortedBy";  // "tasks/sort" counted a column less
constexpr char kAscendingKey[] = "tasks/ascending";

QToolButton* buttonFor(QAction* action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    return button;
}

}  // namespace

TasksPage::TasksPage(Workspace& workspace, const Actions& actions, QWidget* parent)
    : Page(workspace, parent),
      m_actions(actions),
      m_model(new TaskTableModel(workspace.background(), this)),
      m_filters(new TaskFilters(this)),
      m_table(new widgets::CopyableTable(this)),
      m_detail(new TaskDetailView(workspace, this)),
      m_review(new ReviewStrip(actions, this)),
      m_count(new QLabel(this)),
      m_counting(new QTimer(this)) {
    makeFilters();
    makeTable();
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(QStringLiteral("tasks"));
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({640, 424});
    m_detail->setMinimumWidth(kDetailWidth);
    split->setHandleWidth(10);
    m_count->setObjectName(QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(10);
    layout->addWidget(m_filters);
    layout->addWidget(m_review);
    layout->addWidget(split, 1);
    layout->addWidget(m_count);

    connect(&workspace, &Workspace::runChanged, this, &TasksPage::applyFilter);
    connect(&workspace, &Workspace::rowsChanged, this, &TasksPage::rowsChanged);
    connect(&workspace, &Workspace::stepWanted, this, &TasksPage::showStep);
    connect(&workspace, &Workspace::tasksWanted, m_filters, &widgets::FilterBar::setState);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &TasksPage::updateActions);
    connect(m_detail, &TaskDetailView::taskWanted, this, &TasksPage::openTask);
    connect(m_detail, &TaskDetailView::lineageWanted, this, [this](TaskId task) {
        auto* dialog = new LineageDialog(this->workspace().background(), task, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &LineageDialog::taskWanted, this, &TasksPage::openTask);
        dialog->open();
    });
    m_counting->setSingleShot(true);
    m_counting->setInterval(kCountAfterMs);
    connect(m_counting, &QTimer::timeout, this, &TasksPage::count);
    connect(actions.veto, &QAction::triggered, this, &TasksPage::vetoSelected);
    connect(actions.admit, &QAction::triggered, this, &TasksPage::admitSelected);
    connect(actions.nextWaiting, &QAction::triggered, this, &TasksPage::nextWaiting);
    connect(actions.exportTasks, &QAction::triggered, this, &TasksPage::exportSelected);
    connect(actions.seedFromTask, &QAction::triggered, this, [this] {
        if (const QList<TaskId> tasks = selected(); tasks.size() == 1) Q_EMIT this->workspace().seedWanted(tasks[0]);
    });
    connect(actions.stepAccount, &QAction::triggered, this, [this] {
        const auto rows = selectedRows();
        if (!rows.isEmpty()) Q_EMIT this->workspace().stepAccountWanted(rows.front().step);
    });
    applyFilter();
}

void TasksPage::makeFilters() {
    for (QAction* action : {m_actions.veto, m_actions.exportTasks}) m_filters->addWidget(buttonFor(action, m_filters));
    m_filters->setState(workspace().memory().value(QLatin1String(kFilterKey)).toMap());
    connect(m_filters, &widgets::FilterBar::changed, this, &TasksPage::applyFilter);
}

void TasksPage::makeTable() {
    // Connected before the table's own selection hears of it.
    connect(m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this] { m_hadSelection = m_table->selectionModel()->hasSelection(); });
    keepInPlace(*m_table, *m_model);
    m_table->setModel(m_model);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &TasksPage::keepSelected);
    m_table->setAccessibleName(tr("Tasks"));
    for (const int column : {int(TaskTableModel::Verdict), int(TaskTableModel::Status)})
        m_table->setItemDelegateForColumn(column, new widgets::StatusDelegate(m_table));
    QStringList statuses;
    for (const QString& name : labels::taskStatuses()) statuses.append(labels::taskStatus(name));
    const int statusWidth = widgets::StatusDelegate::columnWidth(m_table->fontMetrics(), statuses);
    QStringList kinds;
    for (const selfplay::TaskKind kind : selfplay::kKinds) kinds.append(labels::kind(kindName(kind)));
    const QString number = m_model->headerData(TaskTableModel::Number, Qt::Horizontal, Qt::DisplayRole).toString();
    // Of several marks the others may be cut, never the number.
    const int numberWidth = m_table->widthOf({number, QStringLiteral("#99999") + labels::marks(true, false, false)});
    m_table->setObjectName(QStringLiteral("taskTable"));
    m_table->setColumnWidths({numberWidth, m_table->widthOf(kinds), 48, 98, 64, 60, 60, statusWidth, 84, 60});
    // The detail tells them, too.
    for (const int column : {int(TaskTableModel::Learnability), int(TaskTableModel::Origin)}) m_table->leaveOut(column);
    m_table->keepLastColumn(kProgramWidth, {TaskTableModel::Reward, TaskTableModel::Kind, TaskTableModel::Status,
                                            TaskTableModel::SolveRate});
    const QSettings& memory = workspace().memory();
    const int column = memory.value(QLatin1String(kSortKey), int(TaskTableModel::Number)).toInt();
    const bool up = memory.value(QLatin1String(kAscendingKey), false).toBool();
    m_table->horizontalHeader()->setSortIndicator(qBound(0, column, int(TaskTableModel::ColumnCount) - 1),
                                                  up ? Qt::AscendingOrder : Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TasksPage::remember);
    m_table->setEmptyText(
        tr("No tasks here. A run's first tasks appear while its buffers are seeded; "
           "filters may hide what there is."));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &TasksPage::showMenu);
    followScrolling(*m_table, *m_model);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        if (index.isValid()) readDetail(m_model->row(index.row()).id);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TasksPage::updateActions);
    connect(m_model, &PagedTable::failed, &workspace(),
            [this](const QString& text) { Q_EMIT workspace().messageForUser(text, true); });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &TasksPage::updateActions);
    connect(m_model, &PagedTable::loaded, this, [this] {
        m_counting->start();
        if (m_wanted.valid()) {
            if (showWanted()) return;
            if (m_model->rowCount() < kMostSought && m_model->canFetchMore({})) return m_model->fetchMore({});
            // What was on its way may have been read before the task was there.
            if (std::exchange(m_looksAgain, false)) return m_model->refresh();
            m_wanted = {};  // another run's, or gone: the detail shows it all the same
            return;
        }
        // What was looked at, where other rows came in between; else something to read at once, without taking the
        // focus.
        if (m_model->rowCount() > 0 && !m_table->currentIndex().isValid())
            selectOnly(std::max(0, m_model->rowOf(m_lookedAt.value)));
        else if (m_model->rowCount() == 0)
            clearDetail();
    });
}

void TasksPage::applyFilter() {
    const store::TaskFilter filter = m_filters->filter(workspace().run());
    if (filter.run != m_model->filter().run) {
        clearDetail();
        m_wanted = m_lookedAt = {};
    }
    ++m_counted;  // what is counted now is of another filter
    m_count->setText(filter.run.valid() ? tr("Counting…") : QString());
    remember();
    m_detail->seek(filter.completions ? labels::text(filter.text) : QString());
    m_model->setFilter(filter);
    countWaiting();
    updateActions();
}

void TasksPage::remember() {
    QSettings& memory = workspace().memory();
    memory.setValue(QLatin1String(kFilterKey), m_filters->state());
    memory.setValue(QLatin1String(kSortKey), m_table->horizontalHeader()->sortIndicatorSection());
    memory.setValue(QLatin1String(kAscendingKey),
                    m_table->horizontalHeader()->sortIndicatorOrder() == Qt::AscendingOrder);
}

void TasksPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    rowsChanged(std::exchange(m_missed, 0));
}

void TasksPage::rowsChanged(quint32 tables) {
    if (!isVisible()) {
        m_missed |= tables;
        return;
    }
    if (tables & (session::Table::Tasks | session::Table::Buffers | session::Table::ConfigChanges)) countWaiting();
    // A command that waits stands in the row of its task.
    if (tables & (session::Table::Tasks | session::Table::Buffers | session::Table::Commands)) m_model->refresh();
    if (tables & (session::Table::Tasks | session::Table::Attempts | session::Table::Commands))
        if (m_detailOf.valid()) readDetail(m_detailOf);
}

void TasksPage::count() {
    if (!workspace().run().valid()) {
        m_count->clear();
        return;
    }
    workspace().background().read(
        this, [filter = m_model->filter()](store::Reader& reader) { return reader.countTasks(filter); },
        [this, question = ++m_counted](Result<std::int64_t> count) {
            if (question != m_counted) return;
            if (!count) m_count->clear();
            if (count) m_count->setText(tr("%Ln task(s)", nullptr, static_cast<int>(*count)));
        });
}

void TasksPage::countWaiting() {
    using Counted = std::pair<store::Waiting, config::RunConfig>;
    if (!workspace().run().valid()) return m_review->setWaiting({}, {});
    workspace().background().read(
        this,
        [run = workspace().run()](store::Reader& reader) -> Result<Counted> {
            AZR_TRY(const store::Waiting waiting, reader.waiting(run, {}));
            if (waiting.count == 0) return Counted{waiting, {}};
            AZR_TRY(const config::RunConfig config, currentConfig(reader, run));
            return Counted{waiting, config};
        },
        [this, run = workspace().run()](const Result<Counted>& counted) {
            if (counted && run == workspace().run()) m_review->setWaiting(counted->first, counted->second.selfplay);
        });
}

void TasksPage::nextWaiting() {
    if (!workspace().run().valid()) return;
    const bool works = workspace().showsLiveRun() && workspace().bridge().state() == session::RunState::Running;
    workspace().background().read(
        this,
        [run = workspace().run(), behind = m_lookedAt, works](store::Reader& reader) -> Result<store::Waiting> {
            // What the step under way decides may be gone before an answer comes.
            int decided = -1;
            if (works) {
                AZR_TRY(const store::RunRow row, reader.run(run));
                AZR_TRY(const config::RunConfig config, currentConfig(reader, run));
                decided = row.lastStep + 1 - config.selfplay.reviewTimeout;
            }
            AZR_TRY(store::Waiting waiting, reader.waiting(run, behind));
            for (std::int64_t tried = 0; waiting.next.valid() && tried < waiting.count; ++tried) {
                AZR_TRY(const store::TaskRow row, reader.taskRow(waiting.next));
                if (row.step > decided) return waiting;
                AZR_TRY(waiting, reader.waiting(run, waiting.next));
            }
            waiting.next = {};
            return waiting;
        },
        [this](const Result<store::Waiting>& waiting) {
            if (!waiting) return Q_EMIT workspace().messageForUser(labels::error(waiting.error()), true);
            if (waiting->next.valid()) return openTask(waiting->next);
            Q_EMIT workspace().messageForUser(waiting->count > 0
                                                  ? tr("The step under way decides about all tasks that wait.")
                                                  : tr("No task waits for you."),
                                              false);
        });
}

void TasksPage::admitSelected() {
    std::vector<session::Command> admissions;
    for (const store::TaskRow& row : selectedRows())
        if (row.status == "waiting") admissions.emplace_back(session::LoopAction(session::AdmitTask{row.id}));
    if (const Status posted = workspace().bridge().postAll(admissions); !posted)
        Q_EMIT workspace().messageForUser(labels::error(posted.error()), true);
}

void TasksPage::readDetail(TaskId task) {
    m_lookedAt = m_detailOf = task;
    workspace().background().read(
        this, [task](store::Reader& reader) { return reader.task(task); },
        [this, task](Result<store::TaskDetail> detail) {
            if (task != m_detailOf) return;  // another one is looked at by now
            if (detail)
                m_detail->show(*detail);
            else
                m_detail->clear();
        });
}

void TasksPage::clearDetail() {
    m_detailOf = {};
    m_detail->clear();
}

/// What takes the place of a selected row that went is selected, too: the detail shows it, and commands act on it.
void TasksPage::keepSelected() {
    const QModelIndex current = m_table->currentIndex();
    const QItemSelectionModel& selection = *m_table->selectionModel();
    if (!m_hadSelection || !current.isValid() || selection.isSelected(current)) return;
    if (selection.hasSelection())
        m_table->selectionModel()->setCurrentIndex(m_model->index(selection.selection().front().top(), 0),
                                                   QItemSelectionModel::NoUpdate);
    else
        selectOnly(current.row());
}

/// selectRow() would add to the selection while Ctrl is down, as it is where a shortcut leads here.
void TasksPage::selectOnly(int row) {
    m_table->selectionModel()->setCurrentIndex(m_model->index(row, 0),
                                               QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void TasksPage::openTask(TaskId task) {
    m_wanted = task;
    m_looksAgain = true;
    if (showWanted()) return;
    m_table->clearSelection();
    readDetail(task);
    // A filter may hide it, or it stands further down than was read.
    if (m_filters->isActive())
        m_filters->reset();
    else if (m_model->canFetchMore({}))
        m_model->fetchMore({});
    else
        m_model->refresh();
}

bool TasksPage::showWanted() {
    const int row = m_model->rowOf(m_wanted.value);
    if (row < 0) return false;
    m_wanted = {};
    selectOnly(row);
    m_table->doItemsLayout();  // the scroll bar may not know of the row yet
    m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
    return true;
}

void TasksPage::focusSearch() {
    m_filters->focusSearch();
}

void TasksPage::search(const QString& text) {
    m_filters->setSearchText(text);
}

void TasksPage::showStep(int step) {
    if (m_filters->isActive())
        Q_EMIT workspace().messageForUser(
            tr("The tasks of step %1 are shown; the filter that stood there before was taken off.").arg(step), false);
    m_filters->setState({{QStringLiteral("step.least"), step}, {QStringLiteral("step.most"), step}});
}

TaskId TasksPage::shownTask() const {
    return m_detail->task();
}

QList<TaskId> TasksPage::selected() const {
    QList<TaskId> tasks;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        tasks.append(m_model->row(index.row()).id);
    return tasks;
}

QList<store::TaskRow> TasksPage::selectedRows() const {
    QList<store::TaskRow> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.append(m_model->row(index.row()));
    return rows;
}

std::optional<bool> TasksPage::selectionPinned() const {
    // By ranges, as below.
    std::optional<bool> pinned;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            pinned = pinned.value_or(true) && m_model->row(row).pinned;
    return pinned;
}

void TasksPage::updateActions() {
    // By ranges: one by one, ten thousands of rows would take seconds.
    const QItemSelection chosen = m_table->selectionModel()->selection();
    const auto anyValid = [this](const QItemSelectionRange& range) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            if (m_model->row(row).verdict == "ok") return true;
        return false;
    };
    const auto anyWaits = [this](const QItemSelectionRange& range) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            if (m_model->row(row).status == "waiting") return true;
        return false;
    };
    // What waits may be decided about while its run is at rest.
    const bool waits = !workspace().bridge().readOnly() && std::any_of(chosen.begin(), chosen.end(), anyWaits);
    const session::RunState state = workspace().bridge().state();
    const bool takesSeeds = state == session::RunState::Running || state == session::RunState::Paused ||
                            state == session::RunState::Pausing;
    const bool one = chosen.size() == 1 && chosen.front().height() == 1;
    allow(m_actions.seedFromTask, one && takesSeeds,
          one ? tr("no run is at work") : tr("exactly one task must be selected"));
    allow(m_actions.stepAccount, !chosen.isEmpty(), tr("no task is selected"));
    allow(m_actions.admit, waits, tr("no selected task waits for a person"));
    allow(m_actions.veto, waits || (!chosen.isEmpty() && workspace().showsLiveRun()),
          chosen.isEmpty() ? tr("no task is selected") : tr("the shown run is not at work"));
    // Others have no output to tell.
    allow(m_actions.exportTasks, std::any_of(chosen.begin(), chosen.end(), anyValid), tr("no valid task is selected"));
    Q_EMIT selectionChanged();
}

void TasksPage::showMenu(const QPoint& at) {
    QMenu menu(this);
    menu.addActions({m_actions.admit, m_actions.veto, m_actions.pinTasks, m_actions.markTasks, m_actions.seedFromTask,
                     m_actions.stepAccount, m_actions.exportTasks});
    menu.addAction(tr("&Copy the programs"), this, &TasksPage::copyPrograms)->setEnabled(!selected().isEmpty());
    menu.addMenu(m_table->columnMenu(&menu));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void TasksPage::copyPrograms() {
    QStringList programs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        programs.append(labels::text(m_model->row(index.row()).program));
    QApplication::clipboard()->setText(programs.join(QStringLiteral("\n\n")));
}

void TasksPage::exportSelected() {
    const QList<TaskId> tasks = selected();
    const QString proposed = exportFolder(workspace()) + QStringLiteral("/tasks.jsonl");
    const QString file = QFileDialog::getSaveFileName(this, tr("Export tasks"), proposed, tr("JSON lines (*.jsonl)"));
    if (file.isEmpty() || tasks.isEmpty()) return;
    rememberExportFolder(workspace(), file);
    exporting::TaskExport request;
    request.filter = m_model->filter();
    request.ids = {tasks.begin(), tasks.end()};
    const ExportJob job = taskExport(std::move(request), file.toStdString());
    workspace().exports().read(this, job, [this, file, chosen = tasks.size()](Result<std::int64_t> count) {
        QString text = count ? tr("%Ln task(s) written to %1", nullptr, static_cast<int>(*count)).arg(file)
                             : labels::error(count.error());
        if (count && *count < chosen) text += tr("; those that are not valid were left out");
        Q_EMIT workspace().messageForUser(text, !count);
    });
}

void TasksPage::vetoSelected() {
    const QList<TaskId> tasks = selected();
    if (tasks.isEmpty()) return;
    auto* dialog = new VetoDialog(static_cast<int>(tasks.size()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->sendBy([this, dialog, tasks] {
        std::vector<session::Command> vetoes;
        for (const TaskId task : tasks)
            vetoes.emplace_back(session::LoopAction(session::VetoTask{task, dialog->reason().toStdString()}));
        return workspace().bridge().postAll(vetoes);
    });
    dialog->open();
}

}  // namespace azr::ui
