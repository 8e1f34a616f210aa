/// "What does it invent?": every task of the shown run, filtered, with its detail; veto and seed. UI thread.
#pragma once

#include "ui/models/task_table_model.h"
#include "ui/pages/page.h"

class QLabel;
class QTimer;

namespace azr::widgets {
class CopyableTable;
}  // namespace azr::widgets

namespace azr::ui {

class ReviewStrip;
class TaskDetailView;
class TaskFilters;

class TasksPage : public Page {
    Q_OBJECT
  public:
    TasksPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void focusSearch() override;
    void search(const QString& text);
    void showStep(int step);  ///< its tasks alone; other filters are taken off
    void openTask(TaskId task);
    void vetoSelected();
    void admitSelected();
    /// To the task behind the current one that waits for a person, or else to the oldest that does.
    void nextWaiting();
    void exportSelected();
    [[nodiscard]] QList<TaskId> selected() const;
    [[nodiscard]] QList<store::TaskRow> selectedRows() const;
    /// Whether all selected tasks are pinned; empty: none is selected.
    [[nodiscard]] std::optional<bool> selectionPinned() const;
    [[nodiscard]] TaskId shownTask() const;  ///< in the detail
    [[nodiscard]] TaskTableModel& model() { return *m_model; }

  Q_SIGNALS:
    void selectionChanged();  ///< or what is told of the selected tasks

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void makeFilters();
    void remember();
    bool showWanted();
    void makeTable();
    void applyFilter();
    void rowsChanged(quint32 tables);
    void count();
    void countWaiting();
    void readDetail(TaskId task);
    void updateActions();
    void copyPrograms();
    void showMenu(const QPoint& at);

    const Actions& m_actions;
    TaskTableModel* m_model;
    TaskFilters* m_filters;
    widgets::CopyableTable* m_table;
    TaskDetailView* m_detail;
    ReviewStrip* m_review;
    QLabel* m_count;
    TaskId m_wanted;            // a link leads to it, and its row is looked for
    TaskId m_lookedAt;          // whose detail was asked for last
    bool m_looksAgain = false;  // the rows that are on their way may be older than the wanted task
    QTimer* m_counting;         // counts once the table has come to rest
    quint32 m_missed = 0;       // tables that changed while the page was hidden
};

}  // namespace azr::ui
