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

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showState();
    void showProgress(const session::Progress& progress);
    void giveWay();

    Workspace& m_workspace;
    RunId m_shown;
    QLabel* m_run;
    QLabel* m_state;
    QLabel* m_step;
    QLabel* m_phase;
    QLabel* m_left;
    QProgressBar* m_bar;
};

}  // namespace azr::ui
