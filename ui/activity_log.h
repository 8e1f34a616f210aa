/// Events and alerts of the shown run and the answers to commands, newest at the bottom. UI thread.
#pragma once

#include "ui/bridge/workspace.h"
#include "widgets/log_view.h"

class QAction;
class QMainWindow;

namespace azr::ui {

class ActivityLog : public widgets::LogView {
    Q_OBJECT
  public:
    ActivityLog(Workspace& workspace, QWidget* parent = nullptr);

  private:
    void runChanged();
    void readEvents();

    Workspace& m_workspace;
    std::int64_t m_lastEvent = 0;
    bool m_reading = false;
};

/// The log at the window's lower edge, shown and hidden by the action.
void makeActivityDock(Workspace& workspace, QAction& action, QMainWindow& window);

}  // namespace azr::ui
