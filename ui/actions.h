/// Every action of the window, once: menus, toolbar, pages and tests use the same objects. UI thread.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QList>

class QWidget;

namespace azr::ui {

/// The property of a disabled action that says why it is: see allow().
constexpr char kWhyDisabled[] = "whyDisabled";
/// Enables an action, or disables it for a reason, which the command palette tells.
void allow(QAction* action, bool may, const QString& why);

struct Actions {
    explicit Actions(QWidget& window);

    QAction* undo;
    QAction* redo;
    QAction* startDemo;
    QAction* newRun;
    QAction* resumeRun;
    QAction* pause;  ///< pause and go on
    QAction* step;
    QAction* stop;
    QAction* checkpoint;
    QAction* evaluate;
    QAction* changeSettings;
    QAction* seedTask;
    QAction* seedFromTask;
    QAction* veto;
    QAction* admit;  ///< tasks that wait for a person
    QAction* nextWaiting;
    QAction* pinTasks;  ///< pins, or takes the pins away
    QAction* markTasks;
    QAction* markRun;
    QAction* rules;
    QAction* stepAccount;
    QAction* exportTasks;
    QAction* find;
    QAction* newWorkspace;
    QAction* openWorkspace;
    QAction* recentWorkspaces;  ///< a menu, see finding/recent_workspaces.h
    QAction* quit;
    QAction* resetZoom;
    QAction* activity;
    QAction* fullScreen;
    QAction* notifications;  ///< on the desktop
    QAction* palette;
    QAction* shortcuts;
    QAction* about;
    QActionGroup* themes;
    QAction* systemTheme;
    QAction* lightTheme;
    QAction* darkTheme;

    [[nodiscard]] QList<QAction*> all() const;
    /// Of the menus: what is done to the run beside starting and ending it, and to tasks.
    [[nodiscard]] QList<QAction*> ofRun() const { return {checkpoint, evaluate, changeSettings, rules, markRun}; }
    [[nodiscard]] QList<QAction*> ofTasks() const {
        return {find, seedTask, seedFromTask, nextWaiting, admit, veto, pinTasks, markTasks, stepAccount, exportTasks};
    }
    void refreshIcons(const QWidget& window);

  private:
    QAction* add(QWidget& window, const QString& iconName, const QString& text, const QString& explanation,
                 const QKeySequence& shortcut);
};

}  // namespace azr::ui
