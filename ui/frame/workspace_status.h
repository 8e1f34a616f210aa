/// What the status bar says of the workspace: its folder, the sandbox, and who else trains in it. UI thread.
#pragma once

#include <QObject>

class QLabel;
class QStatusBar;

namespace azr::ui {

class SessionBridge;

class WorkspaceStatus : public QObject {
    Q_OBJECT
  public:
    WorkspaceStatus(SessionBridge& bridge, QStatusBar& bar);
    void refresh();

  private:
    [[nodiscard]] static QString holderText(const QString& holder);

    SessionBridge& m_bridge;
    QLabel* m_isolation;
    QLabel* m_folder;
    QLabel* m_lock;
};

}  // namespace azr::ui
