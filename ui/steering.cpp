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

QString actText(const session::Undoable& act) {
    const QString first = labels::command(act.command);
    const int others = static_cast<int>(act.together.size()) - 1;
    return others == 0 ? first : Steering::tr("%1 and %n more", nullptr, others).arg(first);
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
    allow(m_actions.undo, writable && m_undo, need(m_undo, tr("there is nothing to take back")));
    allow(m_actions.redo, writable && m_redo, need(m_redo, tr("nothing was taken back")));
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
                action->setText(one ? named.arg(actText(*one)) : bare);
                return one.has_value();
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
    m_undo = m_redo = false;
    refresh();
    (void)m_workspace.bridge().takeBackNext(direction);
    look();
}

/// By the rows as they stand: those of the page may be older.
void Steering::pinSelected() {
    using Rows = std::vector<store::TaskRow>;
    m_workspace.background().read(
        this,
        [tasks = m_tasks.selected()](store::Reader& reader) -> Result<Rows> {
            Rows rows;
            for (const TaskId task : tasks) {
                AZR_TRY(store::TaskRow row, reader.taskRow(task));
                rows.push_back(std::move(row));
            }
            return rows;
        },
        [this](const Result<Rows>& rows) {
            std::vector<session::Command> pins;
            const bool pin = rows && !std::ranges::all_of(*rows, &store::TaskRow::pinned);
            if (rows)
                for (const store::TaskRow& row : *rows)
                    if (row.pinned != pin) pins.emplace_back(session::LoopAction(session::PinTask{row.id, pin}));
            const Status posted = rows ? m_workspace.bridge().postAll(pins) : Status(tl::make_unexpected(rows.error()));
            if (!posted) Q_EMIT m_workspace.messageForUser(labels::error(posted.error()), true);
        });
}

void Steering::markSelected() {
    std::vector<session::Marked> of;
    for (const TaskId task : m_tasks.selected()) of.push_back({task, {}});
    if (!of.empty()) MarksDialog::open(m_workspace, of, m_window);
}

void Steering::markRun() {
    MarksDialog::open(m_workspace, {{{}, m_workspace.run()}}, m_window);
}

void Steering::openRules() {
    auto* dialog = new RulesDialog(m_workspace, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace azr::ui
