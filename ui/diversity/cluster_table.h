/// Clusters of near-duplicates, the largest first, with examples of the chosen one; one of them is thinned out of the
/// buffers by a rule, after its dry run. UI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "core/diversity/clusters.h"
#include "core/selfplay/rules/rule.h"
#include "ui/bridge/workspace.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace azr::widgets {
class CodeView;
}

namespace azr::ui {

class ClusterTable : public QWidget {
    Q_OBJECT
  public:
    explicit ClusterTable(Workspace& workspace, QWidget* parent = nullptr);

    void setClusters(std::vector<diversity::Cluster> clusters, std::size_t all);
    [[nodiscard]] const std::vector<diversity::Cluster>& clusters() const { return m_clusters; }
    /// Opens the rule that takes the chosen cluster out, all but its founder, with its dry run.
    void thin();
    [[nodiscard]] static selfplay::Rule thinningRule(const diversity::Cluster& cluster);

  private:
    void refresh();
    [[nodiscard]] const diversity::Cluster* chosen() const;

    Workspace& m_workspace;
    std::vector<diversity::Cluster> m_clusters;
    QTableWidget* m_table;
    widgets::CodeView* m_examples;
    QLabel* m_note;
    QPushButton *m_thin, *m_open;
};

}  // namespace azr::ui
