/// What the run actions do and when they may: starts, pauses, steps, stops; asks the dialogs. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <functional>
#include <memory>
#include <utility>

#include "core/session/running/resumed_settings.h"
#include "ui/bridge/workspace.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"

namespace azr::ui {

struct Actions;
class SeedDialog;

class RunControl : public QObject {
    Q_OBJECT
  public:
    RunControl(Workspace& workspace, Actions& actions, QWidget& window);

    void startDemo();
    void newRun();
    void resumeRun();
    void togglePause();
    void seedTask();
    void seedFrom(TaskId task);
    void changeSettings();
    /// The task that is looked at: a draft may begin with it.
    void setShownTask(std::function<TaskId()> shown) { m_shownTask = std::move(shown); }
    /// What the dialog of a new run asks of the engine room; tests give their own.
    void setNewRunParts(std::function<NewRunParts()> parts) { m_newRunParts = std::move(parts); }
    /// Where the field stands now: among the settings of the run at work, else among those of a new one.
    void showSetting(const QString& path);
    void refresh();  ///< enables what makes sense now

  private:
    NewRunDialog& openNewRun();
    void openSettings(const QString& shown);  ///< a field; empty: at the top
    void refused(const LiveSettingsDialog::Changes::value_type& change, const QString& reason);
    bool start(const session::StartRequest& request);
    Status tryStart(const session::StartRequest& request);
    bool goOn(const session::StartRequest& request);
    void mend(const session::RefusedSettings& refused, const session::StartRequest& request);
    void askForSteps(const session::StartRequest& request);
    SeedDialog& openSeedDialog();
    void answered(bool applied, const QString& text, CommandId command);

    Workspace& m_workspace;
    Actions& m_actions;
    QWidget& m_window;
    std::function<TaskId()> m_shownTask;
    std::function<NewRunParts()> m_newRunParts = [] { return NewRunParts(); };
    QHash<qint64, session::Draft> m_seeds;                              // sent and not answered, by command
    QHash<qint64, LiveSettingsDialog::Changes::value_type> m_settings;  // as well
    QPointer<LiveSettingsDialog> m_settingsDialog;
    /// Refused, and the dialog that is to tell it is not open yet.
    QList<std::pair<LiveSettingsDialog::Changes::value_type, QString>> m_refused;
    std::unique_ptr<Background> m_work;  // of dialogs: a model that is being read outlives its dialog
};

}  // namespace azr::ui
