/// "Is the sandbox safe and quick?": isolation level with its layers, figures, and what executions came to. UI thread.
#pragma once

#include "ui/pages/page.h"

class QLabel;
class QStandardItemModel;
class QTimer;

namespace azr::widgets {
class CopyableTable;
class StatTile;
}  // namespace azr::widgets

namespace azr::ui {

class ExecutorPage : public Page {
    Q_OBJECT
  public:
    ExecutorPage(Workspace& workspace, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void refresh();
    void showReport();
    void showStats();
    void showVerdicts(const execution::ExecutorStats& stats);

    QTimer* m_timer;
    QLabel* m_level;
    QLabel* m_explanation;
    QLabel* m_python;
    QStandardItemModel* m_layers;
    QStandardItemModel* m_verdicts;
    widgets::CopyableTable* m_layerTable;
    widgets::CopyableTable* m_verdictTable;
    widgets::StatTile* m_executions;
    widgets::StatTile* m_latency;
    widgets::StatTile* m_queue;
    widgets::StatTile* m_cache;
    widgets::StatTile* m_trouble;
};

/// "L3: …" in a few words, for the status bar; empty without a report.
[[nodiscard]] QString isolationText(const std::optional<execution::SandboxReport>& report);

}  // namespace azr::ui
