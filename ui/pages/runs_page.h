/// "How did earlier runs go?": every run of the workspace; open one, or lay two over each other. UI thread.
#pragma once

#include <QHash>
#include <map>

#include "ui/pages/chart_specs.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace azr::widgets {
class ChartPanel;
class CopyableTable;
class DiffView;
}  // namespace azr::widgets

namespace azr::ui {

struct Actions;
class RunTableModel;

class RunsPage : public Page {
    Q_OBJECT
  public:
    RunsPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void compare(RunId left, RunId right);

  Q_SIGNALS:
    void runOpened();

  private:
    using Curves = std::map<std::string, std::vector<store::MetricPoint>>;
    struct Comparison {
        store::RunRow left, right;
        Curves leftCurves, rightCurves;
        std::vector<store::ConfigChangeRow> leftChanges, rightChanges;
    };

    void arrange();
    [[nodiscard]] QWidget* makeComparison();
    [[nodiscard]] static Result<Comparison> readComparison(store::Reader& reader, RunId left, RunId right);
    void showComparison(const Comparison& comparison);
    void fitColumns();
    void selectionChanged();
    void openSelected();
    void continueSelected();
    [[nodiscard]] QList<int> selectedRows() const;

    const Actions& m_actions;
    RunTableModel* m_model;
    widgets::CopyableTable* m_table;
    QPushButton* m_open;
    QPushButton* m_compare;
    QPushButton* m_continue;
    QStackedWidget* m_lower;
    QLabel* m_compared = nullptr;
    QList<widgets::ChartPanel*> m_panels;
    widgets::DiffView* m_diff = nullptr;
};

}  // namespace azr::ui
