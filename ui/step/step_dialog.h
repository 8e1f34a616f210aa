/// A step as the loop saw it: see step_account.h. Steps before and after it are a key away; Enter on a line opens its
/// task. UI thread; the database is read on the background thread.
#pragma once

#include <QDialog>

#include "ui/step/step_account.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace azr::ui {

class Workspace;

class StepDialog : public QDialog {
    Q_OBJECT
  public:
    StepDialog(Workspace& workspace, int step, QWidget* parent = nullptr);
    /// Of the shown run, over the window.
    static void open(Workspace& workspace, int step, QWidget& window);
    using QDialog::open;

    void show(int step);
    using QDialog::show;
    [[nodiscard]] int step() const { return m_step; }

  Q_SIGNALS:
    void loaded();  ///< what was asked for last is shown

  private:
    void fill(const StepAccount& account);
    void openTask();

    Workspace& m_workspace;
    int m_step = 0;
    QLabel* m_state;
    QTreeWidget* m_tree;
    QPushButton* m_before;
    QPushButton* m_after;
    QPushButton* m_open;
};

}  // namespace azr::ui
