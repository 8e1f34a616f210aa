#include "ui/finding/finding.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QSet>
#include <utility>

#include "core/config/run_fields.h"
#include "ui/actions.h"
#include "ui/bridge/workspace.h"
#include "ui/finding/command_palette.h"
#include "ui/finding/found_actions.h"
#include "ui/finding/recent_workspaces.h"
#include "ui/finding/shortcuts_dialog.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/page.h"
#include "ui/run_control.h"

namespace azr::ui {

Finding::Finding(Workspace& workspace, Actions& actions, RunControl& control, QWidget& window, Ways ways)
    : QObject(&window),
      m_workspace(workspace),
      m_actions(actions),
      m_control(control),
      m_window(window),
      m_ways(std::move(ways)),
      m_recent(new RecentWorkspacesMenu(workspace.bridge().workspace(), m_ways.openWorkspace, &window)) {
    connect(actions.palette, &QAction::triggered, this, &Finding::openPalette);
    connect(actions.shortcuts, &QAction::triggered, this, &Finding::openShortcuts);
    actions.recentWorkspaces->setMenu(m_recent);
}

QList<PaletteEntry> Finding::entries() const {
    QList<PaletteEntry> entries;
    addActions(entries);
    addWorkspaces(entries);
    addRuns(entries);
    addControls(entries);
    addSettings(entries);
    return entries;
}

void Finding::addActions(QList<PaletteEntry>& entries) const {
    for (const FoundAction& one : actionsOf(m_window, m_ways.shownPage())) {
        // Of the menu of recent workspaces: they stand below, by their names.
        if (one.action->parent() == m_recent || one.action == m_actions.palette) continue;
        PaletteEntry entry;
        entry.id = QStringLiteral("action:%1:%2").arg(one.where, one.text);
        entry.text = one.text;
        entry.where = one.where;
        entry.hint = one.action->shortcut().toString(QKeySequence::NativeText);
        entry.icon = one.action->icon();
        if (!one.action->isEnabled()) {
            entry.why = whyDisabled(*one.action);
            if (entry.why.isEmpty()) entry.why = tr("there is nothing here that it could be done to");
        }
        if (one.action->isChecked()) entry.text = QStringLiteral("✓ ") + entry.text;
        entry.run = [action = QPointer<QAction>(one.action)] {
            if (action) action->trigger();
        };
        entries.append(entry);
    }
}

void Finding::addWorkspaces(QList<PaletteEntry>& entries) const {
    for (const QString& folder : m_recent->offered()) {
        PaletteEntry entry;
        entry.id = QStringLiteral("workspace:") + folder;
        entry.text = tr("Open the workspace %1").arg(QFileInfo(folder).fileName());
        entry.where = isThere(folder) ? tr("Recent workspace") : tr("No longer there");
        entry.hint = QDir::toNativeSeparators(folder);
        entry.run = [this, folder] { m_recent->choose(folder); };
        entries.append(entry);
    }
}

void Finding::addRuns(QList<PaletteEntry>& entries) const {
    for (const store::RunRow& row : m_workspace.runs()) {
        PaletteEntry entry;
        entry.id = QStringLiteral("run:%1").arg(row.id.value);
        entry.text = tr("Show run %1").arg(runTitle(row));
        entry.where = tr("Run");
        entry.hint = labels::runState(labels::text(row.state));
        entry.run = [this, run = row.id] {
            m_workspace.show(run);
            m_ways.showTraining();
        };
        entries.append(entry);
    }
}

/// They are gone to; what opens a dialog is opened, too.
void Finding::addControls(QList<PaletteEntry>& entries) const {
    const auto bare = [](QString text) { return text.remove(QStringLiteral("✓ ")).remove(QStringLiteral("…")); };
    QSet<QString> known;
    for (const PaletteEntry& entry : std::as_const(entries)) known.insert(bare(entry.text));
    for (const FoundControl& one : controlsOf(m_window)) {
        if (known.contains(bare(one.text))) continue;
        PaletteEntry entry;
        entry.id = QStringLiteral("control:%1:%2").arg(one.page->accessibleName(), one.text);
        entry.text = one.text;
        entry.where = one.page->accessibleName();
        entry.run = [this, page = QPointer<const Page>(one.page), control = QPointer<QWidget>(one.control),
                     opens = one.button && one.text.endsWith(QStringLiteral("…"))] {
            if (!page || !control) return;
            m_ways.showPage(*page);
            reveal(*control);
            control->setFocus(Qt::ShortcutFocusReason);
            if (auto* button = qobject_cast<QPushButton*>(control.data()); button && opens) button->click();
        };
        entries.append(entry);
    }
}

/// A number is that of a task of the shown run.
QList<PaletteEntry> Finding::entriesOfText(const QString& typed) {
    static const QRegularExpression number(QStringLiteral("^#?(\\d{1,9})$"));
    const QRegularExpressionMatch match = number.match(typed.trimmed());
    if (!match.hasMatch() || !m_workspace.run().valid()) return {};
    const int wanted = match.captured(1).toInt();
    PaletteEntry entry;
    entry.id = QStringLiteral("task:%1").arg(wanted);
    entry.text = tr("Show task #%1").arg(wanted);
    entry.where = tr("Task of the shown run");
    entry.run = [this, wanted] { openTask(wanted); };
    return {entry};
}

void Finding::openTask(int number) {
    const RunId run = m_workspace.run();
    const TaskId task{store::firstIdOf(run) + number};
    m_workspace.background().read(
        this, [task](store::Reader& reader) { return reader.taskRow(task); },
        [this, task, number](const Result<store::TaskRow>& row) {
            if (row)
                Q_EMIT m_workspace.taskWanted(task);
            else
                Q_EMIT m_workspace.messageForUser(tr("The shown run has no task #%1.").arg(number), true);
        });
}

void Finding::addSettings(QList<PaletteEntry>& entries) const {
    const bool live = m_actions.changeSettings->isEnabled();
    for (const config::Field& field : config::runFields()) {
        const QString path = labels::text(field.path);
        PaletteEntry entry;
        entry.id = QStringLiteral("setting:") + path;
        entry.text = path;
        entry.where = tr("Setting");
        entry.hint = labels::settingGroup(labels::text(std::string(field.group())));
        if (live ? !field.live : !m_actions.newRun->isEnabled())
            entry.why = live ? tr("this setting cannot change while a run trains") : whyDisabled(*m_actions.newRun);
        entry.run = [this, path] { m_control.showSetting(path); };
        entries.append(entry);
    }
}

void Finding::openPalette() {
    auto* palette = new CommandPalette(entries(), &m_window);
    palette->setEntriesOfText([this](const QString& typed) { return entriesOfText(typed); });
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void Finding::openShortcuts() {
    auto* dialog = new ShortcutsDialog(actionsOf(m_window, nullptr), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace azr::ui
