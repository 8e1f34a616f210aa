/// The metrics of the shown run as a table, as JSON lines or for TensorBoard. Works on the thread of the exports. UI
/// thread.
#pragma once

#include "ui/pages/exporting/export_card.h"

class QComboBox;

namespace azr::ui {

class Workspace;

class MetricsCard : public ExportCard {
    Q_OBJECT
  public:
    explicit MetricsCard(Workspace& workspace, QWidget* parent = nullptr);

  private:
    void runChanged();
    void exportMetrics();
    [[nodiscard]] QString chosenTarget();

    Workspace& m_workspace;
    QComboBox* m_format;
    QPushButton* m_export;
    ExportProgress* m_progress;
};

}  // namespace azr::ui
