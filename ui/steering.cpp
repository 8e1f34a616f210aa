#include "ui/steering.h"

#include <QAction>
#include <algorithm>
#include <utility>

#include "core/session/undo.h"
#include "ui/actions.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/labels.h"
#include "ui/pages/tasks_page.h"

namespace azr::ui {

namespace {

struct Next {
    std::optional<session::Undoable> undo, redo;
};

Result<Next> readNext(store::Reader& reader, std::optional<RunId> atWork) {
    Next next;
    AZR_TRY(next.undo, session::nextToTakeBack(reader, atWork, session::Direction::Undo));
    AZR_TRY(next.redo, session::nextToTakeBack(reader, atWork, session::Direction::Redo));
    return next;
}

}  // namespace

Steering::Steering(Workspace& workspace, Actions& actions, TasksPage& tasks, QWidget& window)
    : QObject(&window), m_workspace(workspace), m_actions(actions), m_tasks(tasks), m_window(window) {
    SessionBridge& bridge = workspace.bridge();
    connect(&bridge, &SessionBridge::rowsChanged, this, [this](RunId, quint32 tables) {
        if (tables & session::Table::Commands) look();
    });
    connect(&bridge, &SessionBridge::stateChanged, this, [this] {
        refresh();
        look();
    });
    connect(&workspace, &Workspace::runChanged, this, &Steering::refresh);
    connect(&tasks, &TasksPage::selectionChanged, this, &Steering::refresh);
    connect(actions.undo, &QAction::triggered, this, [this] { takeBack(session::Direction::Undo); });
    connect(actions.redo, &QAction::triggered, this, [this] { takeBack(session::Direction::Redo); });
    connect(actions.pinTasks, &QAction::triggered, this, &Steering::pinSelected);
    connect(actions.markTasks, &QAction::triggered, this, &Steering::markSelected);
    connect(actions.markRun, &QAction::triggered, this, &Steering::markRun);
    connect(actions.rules, &QAction::triggered, this, &Steering::openRules);
    refresh();
    look();
}

void Steering::refresh() {
    const bool writable = !m_workspace.bridge().readOnly();
    const std::optional<bool> pinned = m_tasks.selectionPinned();
    m_actions.pinTasks->setText(pinned.value_or(false) ? tr("Un&pin tasks") : tr("&Pin tasks"));
    const auto need = [writable](bool there, const QString& what) {
        return writable && !there ? what : tr("another program trains in this workspace");
    };
    for (QAction* action : {m_actions.pinTasks, m_actions.markTasks})
        allow(action, writable && pinned.has_value(), need(pinned.has_value(), tr("no task is selected")));
    const bool any = m_workspace.run().valid();
    allow(m_actions.markRun, writable && any, need(any, tr("no run is shown")));
    allow(m_actions.rules, any, tr("no run is shown"));
    allow(m_actions.undo, writable && m_undo.valid(), need(m_undo.valid(), tr("there is nothing to take back")));
    allow(m_actions.redo, writable && m_redo.valid(), need(m_redo.valid(), tr("nothing was taken back")));
}

void Steering::look() {
    if (std::exchange(m_looking, true)) {
        m_again = true;
        return;
    }
    const std::optional<RunId> atWork =
        m_workspace.bridge().isTraining() ? m_workspace.bridge().currentRun() : std::nullopt;
    m_workspace.background().read(
        this, [atWork](store::Reader& reader) { return readNext(reader, atWork); },
        [this](const Result<Next>& next) {
            m_looking = false;
            if (std::exchange(m_again, false)) look();
            const auto show = [](QAction* action, const std::optional<session::Undoable>& one, const QString& bare,
                                 const QString& named) {
                action->setText(one ? named.arg(labels::command(one->command)) : bare);
                return one ? one->row.id : CommandId{};
            };
            const Next none;
            const Next& all = next ? *next : none;
            m_undo = show(m_actions.undo, all.undo, tr("&Undo"), tr("&Undo: %1"));
            m_redo = show(m_actions.redo, all.redo, tr("&Redo"), tr("&Redo: %1"));
            refresh();
        });
}

/// What is next is looked up there and then: what was read of the journal may lack what was just done.
void Steering::takeBack(session::Direction direction) {
    m_undo = m_redo = {};
    refresh();
    (void)m_workspace.bridge().takeBackNext(direction);
    look();
}

void Steering::pinSelected() {
    const auto rows = m_tasks.selectedRows();
    const bool pin = !std::ranges::all_of(rows, &store::TaskRow::pinned);
    for (const store::TaskRow& row : rows)
        if (row.pinned != pin && !m_workspace.bridge().post(session::LoopAction(session::PinTask{row.id, pin}))) return;
}

void Steering::markSelected() {
    const auto rows = m_tasks.selectedRows();
    if (rows.isEmpty()) return;
    QList<MarksDialog::Marked> marked;
    for (const store::TaskRow& row : rows)
        marked.append({{row.id, {}}, row.pinned, row.tags, QString::fromStdString(row.note)});
    MarksDialog::open(m_workspace, marked, m_window);
}

void Steering::markRun() {
    const store::RunRow& run = m_workspace.runRow();
    MarksDialog::open(m_workspace, {{{{}, run.id}, run.pinned, run.tags, QString::fromStdString(run.note)}}, m_window);
}

void Steering::openRules() {
    auto* dialog = new RulesDialog(m_workspace, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace azr::ui
