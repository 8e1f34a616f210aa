#include "ui/actions.h"

#include <QCoreApplication>
#include <QWidget>

#include "ui/theme.h"

namespace azr::ui {

namespace {

constexpr char kIconProperty[] = "iconName";
constexpr char kToolTip[] = "usualToolTip";  ///< while nothing stands in the way

struct ActionTexts {
    Q_DECLARE_TR_FUNCTIONS(ActionTexts)
};

}  // namespace

void allow(QAction* action, bool may, const QString& why) {
    if (!action->property(kToolTip).isValid()) action->setProperty(kToolTip, action->toolTip());
    const QString usual = action->property(kToolTip).toString();
    action->setToolTip(may || why.isEmpty() ? usual
                                            : usual + QLatin1Char('\n') + ActionTexts::tr("Not now: %1").arg(why));
    action->setProperty(kWhyDisabled, may ? QString() : why);
    action->setEnabled(may);
}

QAction* Actions::add(QWidget& window, const QString& iconName, const QString& text, const QString& explanation,
                      const QKeySequence& shortcut) {
    auto* action = new QAction(text, &window);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setProperty(kIconProperty, iconName);
    action->setToolTip(ActionTexts::tr("%1 (%2)").arg(explanation, shortcut.toString(QKeySequence::NativeText)));
    action->setStatusTip(explanation);
    window.addAction(action);
    return action;
}

Actions::Actions(QWidget& window)
    : undo(add(window, "undo", ActionTexts::tr("&Undo"), ActionTexts::tr("Take the last change of data back"),
               QKeySequence("Ctrl+Z"))),
      redo(add(window, "redo", ActionTexts::tr("&Redo"), ActionTexts::tr("Do again what was just taken back"),
               QKeySequence("Ctrl+Shift+Z"))),
      startDemo(add(window, "demo", ActionTexts::tr("Start the &demo"),
                    ActionTexts::tr("Train the built-in model by self-play, with safe settings"),
                    QKeySequence("Ctrl+D"))),
      newRun(add(window, "new", ActionTexts::tr("&New run…"),
                 ActionTexts::tr("Choose a model and settings, then train"), QKeySequence("Ctrl+N"))),
      resumeRun(add(window, "resume", ActionTexts::tr("&Continue this run"),
                    ActionTexts::tr("Continue from the shown run's last checkpoint; without one it starts over"),
                    QKeySequence("Ctrl+Shift+R"))),
      pause(add(window, "pause", ActionTexts::tr("&Pause"), ActionTexts::tr("Pause training, or continue it"),
                QKeySequence("F9"))),
      step(add(window, "step", ActionTexts::tr("&One step"), ActionTexts::tr("Train one step, then pause"),
               QKeySequence("F10"))),
      stop(add(window, "stop", ActionTexts::tr("&Stop"),
               ActionTexts::tr("Finish the step, write a checkpoint, and end the run"), QKeySequence("Shift+F5"))),
      checkpoint(add(window, "checkpoint", ActionTexts::tr("Write a chec&kpoint"),
                     ActionTexts::tr("Write a checkpoint at the next chance"), QKeySequence("Ctrl+K"))),
      evaluate(add(window, "measure", ActionTexts::tr("&Measure held-out accuracy"),
                   ActionTexts::tr("Measure held-out accuracy at the next chance"), QKeySequence("Ctrl+E"))),
      changeSettings(add(window, "settings", ActionTexts::tr("Change se&ttings…"),
                         ActionTexts::tr("Change what may change while the run trains"), QKeySequence("Ctrl+Shift+S"))),
      seedTask(add(window, "seed", ActionTexts::tr("S&eed a task…"),
                   ActionTexts::tr("Write a task yourself and add it to the buffer"), QKeySequence("Ctrl+T"))),
      seedFromTask(add(window, "seed-from", ActionTexts::tr("Seed f&rom this task…"),
                       ActionTexts::tr("Change the selected task and add it to the buffer as your own"),
                       QKeySequence("Ctrl+Shift+F"))),
      veto(add(window, "veto", ActionTexts::tr("&Veto tasks…"),
               ActionTexts::tr("Keep the selected tasks out of training"), QKeySequence("Ctrl+Shift+V"))),
      admit(add(window, "admit", ActionTexts::tr("&Admit tasks"),
                ActionTexts::tr("Let the selected tasks that wait for you into their buffers"),
                QKeySequence("Ctrl+Shift+A"))),
      nextWaiting(add(window, "next", ActionTexts::tr("Next &waiting task"),
                      ActionTexts::tr("Go to the next task that waits for you"), QKeySequence("Ctrl+J"))),
      pinTasks(add(window, "pin", ActionTexts::tr("&Pin tasks"),
                   ActionTexts::tr("Keep the selected tasks in their buffers, and draw them more often"),
                   QKeySequence("Ctrl+Shift+P"))),
      markTasks(add(window, "mark", ActionTexts::tr("Tags a&nd note…"),
                    ActionTexts::tr("Tag the selected tasks, or write a note on them"), QKeySequence("Ctrl+M"))),
      markRun(add(window, "note", ActionTexts::tr("Tags and note of the r&un…"),
                  ActionTexts::tr("Pin or tag the shown run, or write a note on it"), QKeySequence("Ctrl+Shift+M"))),
      rules(add(window, "rules", ActionTexts::tr("Ru&les…"),
                ActionTexts::tr("Conditions by which the run keeps, pins or tags its tasks"), QKeySequence("Ctrl+R"))),
      stepAccount(add(window, "step-account", ActionTexts::tr("What the step d&id…"),
                      ActionTexts::tr("The step of the selected task as the loop saw it"),
                      QKeySequence("Ctrl+Shift+T"))),
      exportTasks(add(window, "export-tasks", ActionTexts::tr("E&xport tasks…"),
                      ActionTexts::tr("Write the selected tasks to a file"), QKeySequence("Ctrl+Shift+E"))),
      find(add(window, "search", ActionTexts::tr("&Find"), ActionTexts::tr("Go to the search field"),
               QKeySequence("Ctrl+F"))),
      newWorkspace(add(window, "folder-new", ActionTexts::tr("&New workspace…"),
                       ActionTexts::tr("Choose a folder for other runs, and begin there"),
                       QKeySequence("Ctrl+Shift+O"))),
      openWorkspace(add(window, "folder", ActionTexts::tr("&Open a workspace…"),
                        ActionTexts::tr("Open another folder of runs"), QKeySequence("Ctrl+O"))),
      recentWorkspaces(new QAction(ActionTexts::tr("&Recent workspaces"), &window)),
      quit(add(window, "quit", ActionTexts::tr("&Quit"),
               ActionTexts::tr("End the program; a run finishes its step first"), QKeySequence("Ctrl+Q"))),
      resetZoom(add(window, "reset", ActionTexts::tr("Show the &whole range"),
                    ActionTexts::tr("Undo the zoom of every chart"), QKeySequence("Ctrl+0"))),
      activity(add(window, "log", ActionTexts::tr("&Activity"),
                   ActionTexts::tr("Show what happened: events, alerts, commands"), QKeySequence("Ctrl+L"))),
      fullScreen(add(window, "fullscreen", ActionTexts::tr("F&ull screen"), ActionTexts::tr("Use the whole screen"),
                     QKeySequence("F11"))),
      notifications(add(window, "bell", ActionTexts::tr("&Desktop notifications"),
                        ActionTexts::tr("Have the desktop say when a run ends, fails or stands still"),
                        QKeySequence("Ctrl+Shift+N"))),
      palette(add(window, "palette", ActionTexts::tr("&Command palette…"),
                  ActionTexts::tr("Find a command, page, run, setting or workspace by some of its letters"),
                  QKeySequence("Ctrl+P"))),
      shortcuts(add(window, "keyboard", ActionTexts::tr("&Keyboard shortcuts…"),
                    ActionTexts::tr("Every key of the window and its pages"), QKeySequence("Shift+F1"))),
      about(add(window, "about", ActionTexts::tr("A&bout AZR Studio"), ActionTexts::tr("Version, licences, sources"),
                QKeySequence("F1"))),
      themes(new QActionGroup(&window)),
      systemTheme(add(window, "theme", ActionTexts::tr("As the des&ktop"),
                      ActionTexts::tr("Light or dark as the desktop"), QKeySequence("Ctrl+Alt+1"))),
      lightTheme(add(window, "light", ActionTexts::tr("&Light"), ActionTexts::tr("Light colours"),
                     QKeySequence("Ctrl+Alt+2"))),
      darkTheme(
          add(window, "dark", ActionTexts::tr("&Dark"), ActionTexts::tr("Dark colours"), QKeySequence("Ctrl+Alt+3"))) {
    for (QAction* theme : {systemTheme, lightTheme, darkTheme}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    resumeRun->setIconText(ActionTexts::tr("Continue"));  // beside icons there is less room
    fullScreen->setCheckable(true);
    quit->setMenuRole(QAction::QuitRole);
    about->setMenuRole(QAction::AboutRole);
    refreshIcons(window);
}

QList<QAction*> Actions::all() const {
    return {undo,       redo,       startDemo,      newRun,      resumeRun, pause,         step,        stop,
            checkpoint, evaluate,   changeSettings, seedTask,    veto,      admit,         nextWaiting, pinTasks,
            markTasks,  markRun,    rules,          exportTasks, find,      openWorkspace, quit,        resetZoom,
            activity,   fullScreen, notifications,  stepAccount, palette,   shortcuts,     about,       systemTheme,
            lightTheme, darkTheme,  seedFromTask,   newWorkspace};
}

void Actions::refreshIcons(const QWidget& window) {
    for (QAction* action : all()) action->setIcon(icon(action->property(kIconProperty).toString(), window));
}

}  // namespace azr::ui
