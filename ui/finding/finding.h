/// Finding what the window can do: the command palette, the list of keys, the workspaces that were opened last. UI
/// thread.
#pragma once

#include <QObject>
#include <functional>

#include "ui/finding/palette_entry.h"

class QAction;
class QWidget;

namespace azr::ui {

struct Actions;
class CommandPalette;
class Page;
class RecentWorkspacesMenu;
class RunControl;
class Workspace;

class Finding : public QObject {
    Q_OBJECT
  public:
    /// What the window does for it.
    struct Ways {
        std::function<const Page*()> shownPage;
        std::function<void(const QString& folder)> openWorkspace;
        std::function<void()> showTraining;  ///< the page
        std::function<void(const Page&)> showPage;
    };
    Finding(Workspace& workspace, Actions& actions, RunControl& control, QWidget& window, Ways ways);

    /// As they stand now: actions, recent workspaces, runs, buttons and tabs of the pages, settings.
    [[nodiscard]] QList<PaletteEntry> entries() const;
    void openPalette();
    void openShortcuts();
    [[nodiscard]] RecentWorkspacesMenu& recentMenu() { return *m_recent; }

  private:
    void addActions(QList<PaletteEntry>& entries) const;
    void addWorkspaces(QList<PaletteEntry>& entries) const;
    void addRuns(QList<PaletteEntry>& entries) const;
    void addSettings(QList<PaletteEntry>& entries) const;
    void addControls(QList<PaletteEntry>& entries) const;
    [[nodiscard]] QList<PaletteEntry> entriesOfText(const QString& typed);
    void openTask(int number);

    Workspace& m_workspace;
    Actions& m_actions;
    RunControl& m_control;
    QWidget& m_window;
    Ways m_ways;
    RecentWorkspacesMenu* m_recent;
};

}  // namespace azr::ui
