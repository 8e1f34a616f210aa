/// "Is the sandbox safe and quick?": isolation level with its layers, figures, what executions came to, and a console.
/// UI thread.
#pragma once

#include <QElapsedTimer>

#include "ui/pages/page.h"

class QLabel;
class QLayout;
class QStandardItemModel;
class QTimer;

namespace azr::widgets {
class CopyableTable;
class StatTile;
}  // namespace azr::widgets

namespace azr::ui {

class SnippetConsole;

class ExecutorPage : public Page {
    Q_OBJECT
  public:
    ExecutorPage(Workspace& workspace, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    [[nodiscard]] QLayout* makeTiles();
    void prepareTables();
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
    SnippetConsole* m_console;
    QLabel* m_problem;
    std::int64_t m_lastExecutions = 0;
    QElapsedTimer m_sinceLast;
    widgets::StatTile* m_executions;
    widgets::StatTile* m_latency;
    widgets::StatTile* m_queue;
    widgets::StatTile* m_cache;
    widgets::StatTile* m_trouble;
};

/// "Isolation L3" for the status bar, and the sentences behind it; empty without a report.
[[nodiscard]] QString isolationText(const std::optional<execution::SandboxReport>& report);
[[nodiscard]] QString isolationExplanation(const std::optional<execution::SandboxReport>& report);

}  // namespace azr::ui
