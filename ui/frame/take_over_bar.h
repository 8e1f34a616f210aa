/// Says above the pages that whoever trained in a read-only workspace has ended, and offers to train here now. UI
/// thread.
#pragma once

#include <QFrame>

class QLabel;

namespace azr::ui {

class Workspace;

class TakeOverBar : public QFrame {
    Q_OBJECT
  public:
    explicit TakeOverBar(Workspace& workspace, QWidget* parent = nullptr);

  private:
    void offer(bool possible);
    void takeOver();

    Workspace& m_workspace;
    QLabel* m_text;
};

}  // namespace azr::ui
