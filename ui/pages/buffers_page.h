/// "What do proposers draw from?": the buffers of the shown run, live. UI thread.
#pragma once

#include <QList>

#include "core/selfplay/kinds.h"
#include "ui/pages/page.h"

class QLabel;

namespace azr::ui {

class TaskTableModel;

class BuffersPage : public Page {
    Q_OBJECT
  public:
    BuffersPage(Workspace& workspace, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Column {
        QString kind;
        QWidget* card = nullptr;
        QLabel* size = nullptr;
        TaskTableModel* model = nullptr;
    };

    [[nodiscard]] QWidget* makeColumn(selfplay::TaskKind kind);
    void runChanged();
    void refresh();
    void readSizes();

    QList<Column> m_columns;
    bool m_stale = false;  // rows changed while the page was hidden
};

}  // namespace azr::ui
