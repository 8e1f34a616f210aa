/// The state of the run in one line: badge, phase, step n of N, progress, time left. UI thread.
#pragma once

#include <QWidget>

#include "core/session/notice.h"

class QLabel;
class QProgressBar;

namespace azr::ui {

class Workspace;

class RunStrip : public QWidget {
    Q_OBJECT
  public:
    explicit RunStrip(Workspace& workspace, QWidget* parent = nullptr);

  private:
    void showState();
    void showProgress(const session::Progress& progress);

    Workspace& m_workspace;
    QLabel* m_run;
    QLabel* m_state;
    QLabel* m_phase;
    QLabel* m_left;
    QProgressBar* m_bar;
};

}  // namespace azr::ui
