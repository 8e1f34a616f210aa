/// "How did earlier runs go?": every run of the workspace; open one, or lay some over each other. UI thread.
#pragma once

#include "ui/pages/page.h"

class QPushButton;
class QStackedWidget;

namespace azr::widgets {
class CopyableTable;
}  // namespace azr::widgets

namespace azr::ui {

struct Actions;
class ComparisonView;
class ReportSaving;
class RunTableModel;

class RunsPage : public Page {
    Q_OBJECT
  public:
    RunsPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void compare(RunId left, RunId right) { compareAll({left, right}); }
    void compareAll(const QList<RunId>& runs);
    [[nodiscard]] ComparisonView& comparison() { return *m_comparison; }

  Q_SIGNALS:
    void runOpened();

  private:
    void arrange();
    void fitColumns();
    void selectionChanged();
    void openSelected();
    void continueSelected();
    void forkSelected();
    void reportSelected();
    [[nodiscard]] QList<int> selectedRows() const;

    const Actions& m_actions;
    RunTableModel* m_model;
    widgets::CopyableTable* m_table;
    QPushButton* m_open;
    QPushButton* m_compare;
    QPushButton* m_continue;
    QPushButton* m_fork;
    QPushButton* m_report;
    ReportSaving* m_reports;
    QStackedWidget* m_lower;
    ComparisonView* m_comparison;
};

}  // namespace azr::ui
