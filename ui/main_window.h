/// The window: navigation, toolbar, menus, pages, activity dock, status bar. It wires; pages and the bridge do the
/// work. UI thread.
#pragma once

#include <QMainWindow>
#include <cstdint>
#include <memory>

#include "ui/actions.h"
#include "ui/bridge/workspace.h"
#include "ui/theme.h"

namespace azr::ui {

class Page;
class Leaving;
class PageArea;
class RunControl;
class Sidebar;
class TasksPage;
class TrainingPage;
class WorkspaceStatus;

/// The pages, in the order of the navigation and of Ctrl+1, Ctrl+2, …
enum class PageName : std::uint8_t { Training, Tasks, Diversity, Buffers, Runs, Evaluation, Executor, Export, About };
constexpr int kPageCount = static_cast<int>(PageName::About) + 1;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    explicit MainWindow(std::unique_ptr<SessionBridge> bridge, QWidget* parent = nullptr);
    ~MainWindow() override;  ///< its pages and dialogs end before the workspace: they keep drafts in it

    [[nodiscard]] Actions& actions() { return m_actions; }
    [[nodiscard]] Workspace& workspace() { return m_workspace; }
    void showPage(PageName page);
    [[nodiscard]] PageName page() const;  ///< the one that is shown
    void setTheme(Theme theme);
    /// What Theme::System is, as it was before the program had colours of its own; until then those of now.
    void setDesktopDark(bool dark) { m_desktopDark = dark; }
    [[nodiscard]] Leaving& leaving() { return *m_leaving; }
    /// The workspace to open after this window; empty: none.
    [[nodiscard]] const QString& nextWorkspace() const { return m_nextWorkspace; }
    [[nodiscard]] Theme theme() const { return m_theme; }

  Q_SIGNALS:
    void closed();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void makePages();
    void makeNavigation();
    void makeToolBar();
    void makeMenus();
    void connectActions();
    void addPage(PageName name, Page* page, const QString& iconName, const QString& title, const QString& explanation);
    void refreshIcons();
    void showStatus();
    void showTitle();
    void open(const QString& folder);
    void leaveFor(const QString& folder);
    void say(const QString& text);

    Workspace m_workspace;
    Actions m_actions;
    RunControl* m_control;
    Leaving* m_leaving;
    Sidebar* m_sidebar;
    PageArea* m_pages;
    TrainingPage* m_training = nullptr;
    TasksPage* m_tasks = nullptr;
    WorkspaceStatus* m_status = nullptr;
    QList<QAction*> m_pageActions;
    QString m_nextWorkspace;
    bool m_desktopDark = false;
    Theme m_theme = Theme::System;
};

}  // namespace azr::ui
