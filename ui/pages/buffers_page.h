/// "What do proposers draw from?": the three buffers of the shown run, live. UI thread.
#pragma once

#include <QList>

#include "ui/pages/page.h"

class QLabel;

namespace azr::ui {

class TaskTableModel;

class BuffersPage : public Page {
    Q_OBJECT
  public:
    BuffersPage(Workspace& workspace, QWidget* parent = nullptr);

  private:
    struct Column {
        QString kind;
        QLabel* size = nullptr;
        TaskTableModel* model = nullptr;
    };

    [[nodiscard]] QWidget* makeColumn(const QString& kind);
    void runChanged();
    void readSizes();

    QList<Column> m_columns;
};

}  // namespace azr::ui
