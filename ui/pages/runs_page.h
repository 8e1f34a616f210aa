/// "How did earlier runs go?": every run of the workspace; find some, open one, lay some over each other, put some
/// away; and the database itself, which answers what no page does. UI thread.
#pragma once

#include <QList>

#include "ui/pages/page.h"

class QFrame;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace azr::widgets {
class CopyableTable;
}  // namespace azr::widgets

namespace azr::ui {

struct Actions;
class ComparisonView;
class ReportSaving;
class RunFilters;
class RunTableModel;
class SqlView;

class RunsPage : public Page {
    Q_OBJECT
  public:
    RunsPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void compare(RunId left, RunId right) { compareAll({left, right}); }
    void compareAll(const QList<RunId>& runs);
    [[nodiscard]] ComparisonView& comparison() { return *m_comparison; }
    [[nodiscard]] SqlView& sql() { return *m_sql; }
    void focusSearch() override;

  Q_SIGNALS:
    void runOpened();

  private:
    void arrange();
    [[nodiscard]] QWidget* listOfRuns();
    void connectAll();
    void fitColumns();
    void runsChanged();
    void readSummaries();
    void queryChanged();
    void compareSelected();
    void archiveSelected();
    void deleteSelected();
    void post(const QString& said, std::vector<session::Command> commands);
    void selectionChanged();
    void openSelected();
    void continueSelected();
    void forkSelected();
    void reportSelected();
    [[nodiscard]] QList<int> selectedRows() const;
    [[nodiscard]] QList<RunId> selectedRuns() const;

    const Actions& m_actions;
    RunFilters* m_filters;
    RunTableModel* m_model;
    widgets::CopyableTable* m_table;
    QPushButton* m_open;
    QPushButton* m_compare;
    QPushButton* m_continue;
    QPushButton* m_fork;
    QPushButton* m_archive;
    QPushButton* m_delete;
    QFrame* m_notice;  ///< what was just put away, and the way back
    QLabel* m_said;
    QPushButton* m_putBack;
    QTabWidget* m_tabs;
    QPushButton* m_report;
    ReportSaving* m_reports;
    QStackedWidget* m_lower;
    ComparisonView* m_comparison;
    SqlView* m_sql;
    QList<RunId> m_kept;  ///< the selection, while rows come and go
    bool m_reading = false, m_again = false;
};

}  // namespace azr::ui
