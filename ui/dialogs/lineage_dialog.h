/// What a task came from and what came from it, as a graph that can be walked: references to the left, what was
/// proposed from it to the right. UI thread; the database is read on the background thread.
#pragma once

#include <QDialog>
#include <QHash>
#include <QSet>

#include "core/store/lineage.h"

class QLabel;
class QPushButton;

namespace azr::widgets {
class LayeredGraph;
}  // namespace azr::widgets

namespace azr::ui {

class Background;

class LineageDialog : public QDialog {
    Q_OBJECT
  public:
    LineageDialog(Background& background, TaskId task, QWidget* parent = nullptr);

    /// The graph of another task.
    void show(TaskId task);

  Q_SIGNALS:
    void taskWanted(azr::TaskId task);

  private:
    void fill(const store::Lineage& lineage);
    void describe(qint64 id);

    Background& m_background;
    widgets::LayeredGraph* m_graph;
    QLabel* m_about;  ///< the selected one, in words
    QLabel* m_failed;
    QPushButton* m_center;
    QPushButton* m_open;
    QHash<qint64, store::LineageTask> m_tasks;
    QSet<qint64> m_cutBefore, m_cutAfter;  ///< more than is shown goes before or comes after these
};

}  // namespace azr::ui
