/// One page of the window: answers one question about the shown run. UI thread.
#pragma once

#include <QWidget>

#include "ui/bridge/workspace.h"

namespace azr::ui {

struct Actions;

class Page : public QWidget {
    Q_OBJECT
  public:
    Page(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace) {}
    /// Ctrl+F was pressed while this page is shown.
    virtual void focusSearch() {}

  protected:
    [[nodiscard]] Workspace& workspace() { return m_workspace; }

  private:
    Workspace& m_workspace;
};

}  // namespace azr::ui
