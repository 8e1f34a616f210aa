/// What people do to tasks and runs from the window, beside training itself: undo and redo, pins, tags, notes, rules.
/// Nothing changes in the window before its row has. UI thread.
#pragma once

#include <QList>
#include <QObject>

#include "ui/bridge/workspace.h"

class QAction;
class QWidget;

namespace azr::ui {

struct Actions;
class TasksPage;

class Steering : public QObject {
    Q_OBJECT
  public:
    Steering(Workspace& workspace, Actions& actions, TasksPage& tasks, QWidget& window);

    /// Pins the selected tasks, or, where all of them are pinned, takes the pins away.
    void pinSelected();
    void markSelected();
    void markRun();
    void openRules();

  private:
    /// Asks the journal what Ctrl+Z would take back.
    void look();
    void takeBack(session::Direction direction);
    void refresh();

    Workspace& m_workspace;
    Actions& m_actions;
    TasksPage& m_tasks;
    QWidget& m_window;
    bool m_undo = false, m_redo = false;  // there is something
    bool m_looking = false, m_again = false;
};

}  // namespace azr::ui
