/// Every action of the window, once: menus, toolbar, pages and tests use the same objects. UI thread.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QList>

class QWidget;

namespace azr::ui {

struct Actions {
    explicit Actions(QWidget& window);

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
    QAction* veto;
    QAction* exportTasks;
    QAction* find;
    QAction* openWorkspace;
    QAction* quit;
    QAction* resetZoom;
    QAction* activity;
    QAction* fullScreen;
    QAction* notifications;  ///< on the desktop
    QAction* about;
    QActionGroup* themes;
    QAction* systemTheme;
    QAction* lightTheme;
    QAction* darkTheme;

    [[nodiscard]] QList<QAction*> all() const;
    void refreshIcons(const QWidget& window);

  private:
    QAction* add(QWidget& window, const QString& iconName, const QString& text, const QString& explanation,
                 const QKeySequence& shortcut);
};

}  // namespace azr::ui
